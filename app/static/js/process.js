// A process is drawn: stages and steps are dragged to their place; Alt and an arrow key press the buttons that do the same.

const list = document.querySelector("[data-steps]");
const kept = [...document.querySelectorAll(".tools form:first-of-type input[type=hidden]")];

function send(values) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: document.querySelector(".tools form").action, hidden: true });
  for (const [name, value] of Object.entries({ ...Object.fromEntries(kept.map((input) => [input.name, input.value])), ...values }))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

if (window.Sortable) {
  const motion = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120;
  new window.Sortable(list, {
    handle: ".part .grip", animation: motion, ghostClass: "ghost",
    onUpdate: ({ item, newIndex }) => send({ do: "place", key: item.dataset.key, to: newIndex }),
  });
  for (const stages of list.querySelectorAll("[data-stages]")) {
    const drop = ({ item, to, newIndex }) => send({ do: "place", key: item.dataset.key, into: to.dataset.stages, to: newIndex });
    new window.Sortable(stages, { group: "stages", handle: ".own .grip", animation: motion, ghostClass: "ghost", onUpdate: drop, onAdd: drop });
  }
}

const KEYS = { ArrowUp: "up", ArrowDown: "down" };
list.addEventListener("keydown", (event) => {
  const way = event.altKey && KEYS[event.key];
  if (!way) return;
  event.preventDefault();
  const row = event.target.closest(".own li") ?? event.target.closest(".part");
  sessionStorage.setItem("process-focus", event.target.closest("li").dataset.key);
  row?.querySelector(`[data-${way}]`)?.click();
});

// after a move by the keyboard the same line has the focus again
const moved = sessionStorage.getItem("process-focus");
sessionStorage.removeItem("process-focus");
if (moved) list.querySelector(`li[data-key="${CSS.escape(moved)}"] a`)?.focus();
