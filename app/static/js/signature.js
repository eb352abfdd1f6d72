// A signature: drawn on a canvas with finger, pen or mouse, sent as a PNG.

export function setUp(form) {
  for (const box of form.querySelectorAll("[data-sign]")) make(box);
}

function make(box) {
  const canvas = box.querySelector("canvas"), input = box.querySelector("input"), pen = canvas.getContext("2d");
  pen.lineWidth = 2.5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#000";
  let drawing = false;
  if (input.value) {
    const before = new Image();
    before.onload = () => pen.drawImage(before, 0, 0);
    before.src = input.value;
  }
  const at = (event) => {
    const area = canvas.getBoundingClientRect();
    return [((event.clientX - area.left) / area.width) * canvas.width, ((event.clientY - area.top) / area.height) * canvas.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  const end = () => {
    if (!drawing) return;
    drawing = false;
    input.value = canvas.toDataURL("image/png");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  box.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
