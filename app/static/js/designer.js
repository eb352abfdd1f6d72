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

// a field is dragged to its place, a kind into the form; the buttons beside it do the same for the keyboard
const list = document.querySelector("[data-sort]"), palette = document.querySelector("form.palette-of");
function send(values) {
  const form = palette.cloneNode(false);
  const kept = [...palette.querySelectorAll(":scope > input[type=hidden]")].map((input) => [input.name, input.value]);
  for (const [name, value] of Object.entries({ ...Object.fromEntries(kept), ...values }))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  form.hidden = true;
  document.body.append(form);
  form.submit();
}
if (list && window.Sortable) {
  const motion = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120;
  new Sortable(list, {
    group: { name: "fields", put: true }, handle: ".grip", animation: motion, ghostClass: "ghost",
    onAdd: ({ item, newIndex }) => send({ do: "add", field: "", kind: item.value, to: newIndex }),
    onUpdate: ({ item, newIndex }) => send({ do: "move", field: item.dataset.key, to: newIndex }),
  });
  for (const kinds of document.querySelectorAll("[data-kinds]"))
    new Sortable(kinds, { group: { name: "fields", pull: "clone", put: false }, sort: false, animation: motion, ghostClass: "ghost" });
}

// a field that was just added is named first
const first = document.querySelector("[data-first]");
if (first && location.search.includes("field=")) first.select?.();
