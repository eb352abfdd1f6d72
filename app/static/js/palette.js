// Ctrl-K: one box that finds places and rows of all lists.

import { element, json } from "./kit.js";

const dialog = document.getElementById("palette");

export function open() {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.select();
  if (!dialog.dataset.ready) prepare(input);
}

function prepare(input) {
  dialog.dataset.ready = "1";
  const hits = dialog.querySelector(".hits"), status = dialog.querySelector("p");
  const first = status.textContent;
  let timer = 0, asked = 0, at = -1;

  const show = (groups) => {
    hits.replaceChildren();
    at = -1;
    let number = 0;
    for (const group of groups) {
      if (!group.items.length) continue;
      const box = element("div", { role: "group", "aria-label": group.label }, element("h2", { "aria-hidden": "true" }, group.label));
      for (const item of group.items) {
        const link = element("a", { role: "option", id: `hit-${number++}`, href: item.url, tabindex: "-1", "aria-selected": "false" }, item.label);
        if (item.note) link.append(element("span", { class: "note" }, item.note));
        box.append(link);
      }
      hits.append(box);
    }
    status.hidden = number > 0;
    input.setAttribute("aria-expanded", String(number > 0));
    if (number) move(1);
  };
  const move = (by) => {
    const options = [...hits.querySelectorAll("[role=option]")];
    if (!options.length) return;
    options[at]?.setAttribute("aria-selected", "false");
    at = (at + by + options.length) % options.length;
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  };
  const find = async () => {
    const text = input.value.trim(), mine = ++asked;
    if (text.length < 2) { show([]); status.textContent = first; return; }
    try {
      const found = await json(`${dialog.dataset.url}?q=${encodeURIComponent(text)}`);
      if (mine !== asked) return;
      status.textContent = status.dataset.none;
      show(found.groups);
    } catch {
      if (mine !== asked) return;
      show([]);
      status.textContent = status.dataset.failed;
    }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 180); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const chosen = hits.querySelector('[aria-selected="true"]');
      if (chosen) chosen.click();
      else if (input.value.trim()) location.assign(`${dialog.dataset.url}?q=${encodeURIComponent(input.value.trim())}`);
    }
  });
}
