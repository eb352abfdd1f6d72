// The designer: the frame with the real form is as high as the form, and a click on a field of it chooses that field.

const DESK = 760; // pixels of a form on a desktop
const frame = document.querySelector(".paper iframe");
const fields = new Map([...document.querySelectorAll(".own a")].map((link) => [new URLSearchParams(link.search).get("field"), link]));

function settle() {
  const page = frame.contentDocument;
  if (!page?.body) return;
  const fit = () => {
    const room = frame.parentElement.clientWidth, phone = frame.parentElement.classList.contains("phone");
    const scale = phone || room >= DESK || room < 480 ? 1 : room / DESK; // a desktop's form stays a desktop's form, only smaller
    if (!phone) Object.assign(frame.style, { width: scale < 1 ? `${DESK}px` : "100%", transform: `scale(${scale})` });
    const high = page.body.scrollHeight;
    frame.style.height = `${high}px`;
    if (!phone) frame.parentElement.style.height = `${Math.ceil(high * scale)}px`;
  };
  fit();
  new ResizeObserver(fit).observe(page.body);
  addEventListener("resize", fit);
  for (const field of page.querySelectorAll(".field")) {
    const link = fields.get(field.dataset.field);
    if (link && !link.closest(".declared")) field.dataset.own = "";
    if (field.dataset.field === frame.dataset.field) field.dataset.chosen = "";
  }
  page.addEventListener("click", (event) => {
    const field = event.target.closest(".field");
    fields.get(field?.dataset.field)?.click();
  });
}
if (frame) {
  if (frame.contentDocument?.readyState === "complete") settle();
  frame.addEventListener("load", settle);
}

// a field that was just added is named first
const first = document.querySelector("[data-first]");
if (first && location.search.includes("field=")) first.select?.();
