// The board: more cards of a column, cards dragged to a column, the steps above on a phone.

import { ask } from "./kit.js";
import { open } from "./dialog.js";

const board = document.querySelector(".kan");
const lanes = [...board.querySelectorAll(".lane")];

board.addEventListener("click", async (event) => {
  const more = event.target.closest("[data-more]");
  if (!more) return;
  event.preventDefault();
  const line = more.parentElement, list = line.parentElement;
  more.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(more.href);
    if (!answer.ok) throw new Error(String(answer.status));
    line.insertAdjacentHTML("afterend", await answer.text());
    const next = line.nextElementSibling;
    line.remove();
    next?.querySelector("a")?.focus();
    list.scrollTop += 1;
  } catch {
    more.removeAttribute("aria-busy");
    say(board.dataset.failed);
  }
});

function say(text) {
  const box = document.createElement("div");
  box.className = "say late";
  box.setAttribute("role", "alert");
  box.textContent = text;
  board.before(box);
  setTimeout(() => box.remove(), 8000);
}

// Dragging: the columns that the process allows are told when a card is lifted; dropping asks for what is missing there.
if (window.Sortable && matchMedia("(hover: hover) and (min-width: 769px)").matches) {
  let may = null;
  const motion = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120;
  const clear = () => { for (const lane of lanes) lane.classList.remove("may", "not"); };
  for (const list of board.querySelectorAll("[data-cards]")) {
    new window.Sortable(list, {
      group: "cards", sort: false, animation: motion, ghostClass: "ghost", draggable: ".kcard", filter: ".go", preventOnFilter: false,
      onStart: async ({ item, from }) => {
        const lifted = may = { id: item.dataset.id, lanes: null };
        try {
          const answer = await ask(`/case/issue/${item.dataset.id}`, { headers: { Accept: "application/json" } });
          if (!answer.ok || may !== lifted) return;
          may.lanes = (await answer.json()).lanes;
          for (const lane of lanes) if (lane !== from.closest(".lane")) lane.classList.add(may.lanes.includes(lane.dataset.lane) ? "may" : "not");
        } catch { /* the drop asks again and says what failed */ }
      },
      onEnd: ({ item, from, to, oldIndex }) => {
        clear();
        may = null;
        const target = to.closest(".lane").dataset.lane, source = from.closest(".lane").dataset.lane;
        if (target === source) return;
        from.insertBefore(item, from.children[oldIndex] || null); // it stands there until the process has moved it
        open(`/case/issue/${item.dataset.id}?_next=${encodeURIComponent(location.pathname + location.search)}&to=${encodeURIComponent(target)}`);
      },
    });
  }
}

// On a phone one column is seen at a time; the steps above say which, and bring another. It opens at the one that was
// looked at last in this tab, else at the first that holds something.
const LOOKED = "hz-board-lane";
const phone = matchMedia("(max-width: 768px)");
const steps = [...document.querySelectorAll(".kan-steps a")];
const left = (lane) => lane.offsetLeft - board.offsetLeft;
const last = document.getElementById(`lane-${sessionStorage.getItem(LOOKED)}`);
if (phone.matches && !location.hash) board.scrollLeft = left(last?.querySelector(".kcard") ? last : board.querySelector(".lane.first"));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.intersectionRatio < 0.6 || !phone.matches) continue;
    sessionStorage.setItem(LOOKED, entry.target.dataset.lane);
    for (const step of steps) step.toggleAttribute("aria-current", step.dataset.lane === entry.target.dataset.lane);
  }
}, { root: board, threshold: [0.6] });
for (const lane of lanes) seen.observe(lane);
for (const step of steps) {
  step.addEventListener("click", (event) => {
    event.preventDefault();
    board.scrollTo({ left: left(document.getElementById(`lane-${step.dataset.lane}`)), behavior: "smooth" });
  });
}
