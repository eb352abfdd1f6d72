// 我的待办: rows by keyboard, and reminders that are sent eight seconds late, so that they can be called back.

import { ask, element, fill, typing } from "./kit.js";

const links = [...document.querySelectorAll("[data-open-row]")];
const SECONDS = 8;

// keys: J and K go through the rows, E does what the first button says; Enter opens the link that has the focus
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const here = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  if (key === "j" || key === "k") {
    const next = here < 0 ? 0 : Math.min(Math.max(here + (key === "j" ? 1 : -1), 0), links.length - 1);
    if (!links[next]) return;
    event.preventDefault();
    links[next].focus();
  } else if (key === "e" && here >= 0) {
    const act = links[here].closest("[data-row]").querySelector("[data-act]");
    if (!act) return;
    event.preventDefault();
    act.click();
  }
});

// reminders
const list = document.querySelector("[data-undo]");
const waiting = new Map(); // form -> its timer

list?.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-urge]");
  if (!form) return;
  event.preventDefault();
  let left = SECONDS;
  const undo = element("button", { type: "button", class: "lnk" }, list.dataset.undo);
  const clock = element("span", { class: "tabular", role: "status" });
  const told = element("span", { class: "done" }, clock, undo);
  const tick = () => {
    clock.textContent = fill(list.dataset.waits, { n: left });
    if (left-- > 0) return;
    send(form, told);
  };
  form.hidden = true;
  form.after(told);
  undo.addEventListener("click", () => {
    clearInterval(waiting.get(form));
    waiting.delete(form);
    told.remove();
    form.hidden = false;
    form.querySelector("button").focus();
  });
  waiting.set(form, setInterval(tick, 1000));
  tick();
  undo.focus();
});

async function send(form, told, options = {}) {
  clearInterval(waiting.get(form));
  waiting.delete(form);
  told?.replaceChildren("…");
  try {
    const answer = await ask(form.action, { method: "POST", body: new FormData(form), ...options });
    if (!answer.ok) throw new Error(String(answer.status));
    told?.replaceChildren((await answer.json()).words);
  } catch {
    told?.replaceChildren(list.dataset.failed);
    form.hidden = false;
  }
}

// Who leaves the page has not called it back.
addEventListener("pagehide", () => {
  for (const form of [...waiting.keys()]) send(form, form.nextElementSibling, { keepalive: true });
});
