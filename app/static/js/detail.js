// The page of a record: tabs fetched when looked at, the timeline, masked values for half a minute.

import { ask, json } from "./kit.js";
import * as drafts from "./drafts.js";
import * as trail from "./trail.js";

const title = document.querySelector(".hz-head h1"), kind = document.querySelector(".crumb a");
if (title && kind) drafts.remember("opened", { value: location.pathname, text: title.textContent, note: kind.textContent }, 6);

// the neighbours in the list one came from, and the way back to it as it was
const around = document.querySelector("[data-around]");
if (around) trail.around(location.pathname).then((near) => {
  if (!near) return;
  around.hidden = false;
  for (const [rel, place] of [["prev", near.previous], ["next", near.next]]) {
    const link = around.querySelector(`[rel=${rel}]`);
    if (place) link.href = place;
    else link.setAttribute("aria-disabled", "true");
  }
  for (const link of document.querySelectorAll(".crumb a, .hz-top > a.only-phone")) {
    if (link.pathname === new URL(near.from, location.href).pathname) link.href = near.from;
  }
});

const tabs = [...document.querySelectorAll('.hz-tabs [role="tab"]')];
const panel = document.getElementById("tab-panel"), adder = document.querySelector("[data-tab-add]");
const held = new Map();
const waiting = panel?.firstElementChild.cloneNode(true);

async function show(url, keep) {
  if (keep && held.has(url)) { panel.innerHTML = held.get(url); return; }
  panel.replaceChildren(waiting.cloneNode(true));
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(url);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const html = await answer.text();
    if (keep) held.set(url, html);
    panel.innerHTML = html;
  } catch {
    panel.innerHTML = '<p class="nothing" role="alert"></p>';
    panel.firstElementChild.textContent = panel.dataset.failed;
  }
  panel.removeAttribute("aria-busy");
}

function select(tab, focus) {
  for (const item of tabs) {
    item.setAttribute("aria-selected", String(item === tab));
    item.tabIndex = item === tab ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", tab.id);
  adder.hidden = !tab.dataset.add;
  adder.href = tab.dataset.add || "";
  adder.lastElementChild.textContent = tab.dataset.addLabel || "";
  if (focus) tab.focus();
  history.replaceState(history.state, "", `#${tab.id}`);
  show(tab.href, true);
}

if (tabs.length) {
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); select(tab); } });
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) { event.preventDefault(); select(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length], true); }
    });
  }
  // Sorting and paging stay inside the tab.
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("thead a, .foot a");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); show(link.href, false); }
  });
  const wanted = tabs.find((tab) => `#${tab.id}` === location.hash);
  if (wanted) select(wanted);
  else new IntersectionObserver((seen, watcher) => {
    if (seen.some((entry) => entry.isIntersecting)) { watcher.disconnect(); show(tabs[0].href, true); }
  }, { rootMargin: "300px" }).observe(panel);
}

// the timeline
const line = document.getElementById("line");
for (const button of document.querySelectorAll("[data-line] button")) {
  button.addEventListener("click", () => {
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
    line.dataset.only = button.value;
  });
}
line?.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-earlier]");
  if (!link) return;
  event.preventDefault();
  const answer = await ask(link.href);
  if (!answer.ok) { location.assign(link.href); return; }
  const entry = link.closest("li");
  entry.insertAdjacentHTML("beforebegin", await answer.text());
  const next = entry.previousElementSibling;
  entry.remove();
  next?.scrollIntoView({ block: "nearest" });
});
const talk = document.getElementById("talk");
talk?.querySelector("[type=file]").addEventListener("change", (event) => {
  talk.querySelector("[data-names]").textContent = [...event.target.files].map((file) => file.name).join(", ");
});
talk?.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); talk.requestSubmit(); }
});

// a masked value, for a reason, for half a minute
for (const form of document.querySelectorAll("[data-unmask]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const failed = form.querySelector("[data-failed]"), place = form.closest("dd").querySelector("[data-masked]");
    failed.hidden = true;
    try {
      const found = await json(form.action, { method: "POST", body: new FormData(form) });
      const masked = place.textContent;
      place.textContent = found.value;
      form.reset();
      form.closest("details").open = false;
      setTimeout(() => { place.textContent = masked; }, (found.seconds || Number(form.dataset.unmask)) * 1000);
    } catch (error) {
      const told = error.answer ? await error.answer.json().catch(() => ({})) : {};
      failed.textContent = told.message || told.error || failed.dataset.failed;
      failed.hidden = false;
    }
  }, true);
}

// a piece that the page can do without, fetched when everything else is there
for (const piece of document.querySelectorAll("[data-load]")) {
  ask(piece.dataset.load).then(async (answer) => { if (answer.ok) piece.innerHTML = await answer.text(); }, () => piece.remove());
}
