// What every page in the frame can do: menus, keys, badges, light and dark, confirmations, one submit at a time.

import { json, typing } from "./kit.js";
import { sure } from "./dialog.js";
import * as drafts from "./drafts.js";
import * as palette from "./palette.js";
import * as toast from "./toast.js";

const here = location.pathname + location.search;
for (const input of document.querySelectorAll("[data-here]")) input.value = here;
for (const input of document.querySelectorAll("[data-query]")) input.value = location.search || input.value;
for (const item of document.querySelectorAll(".hz-toast")) toast.start(item);
drafts.settle();
// Meetings kept on this device belong to one account; see meeting_store.js.
const meetings = () => import("./meeting_store.js");
if (localStorage.getItem("hz-meeting-owner")) meetings().then((store) => store.enter(document.body.dataset.user));

// menus close when one looks elsewhere
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.hz-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const side = document.getElementById("side");
  if (side?.classList.contains("open") && !side.contains(event.target) && !event.target.closest("[data-side]")) setSide(false);
});
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || !menu.open || !menu.matches(".hz-menu")) return;
  for (const other of document.querySelectorAll("details.hz-menu[open]")) if (other !== menu && !other.contains(menu)) other.open = false;
}, true);

function setSide(shown) {
  document.getElementById("side").classList.toggle("open", shown);
  const button = document.querySelector("[data-side]");
  button?.setAttribute("aria-expanded", String(shown));
  if (shown) document.querySelector("#side a")?.focus(); else button?.focus();
}
document.querySelector("[data-side]")?.addEventListener("click", () => setSide(!document.getElementById("side").classList.contains("open")));

// keys
const keys = new Map();
for (const item of document.querySelectorAll("[data-key]")) if (!keys.has(item.dataset.key)) keys.set(item.dataset.key, item);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); palette.open(); return; }
  if (event.key === "Escape") {
    const open = document.querySelector("details.hz-menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    else if (document.getElementById("side")?.classList.contains("open")) setSide(false);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]")) return;
  const item = keys.get(event.key.toLowerCase());
  if (!item) return;
  event.preventDefault();
  if (item.matches("input")) item.focus(); else item.click();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); palette.open(); }
});

// light and dark: at once here, remembered by the server
for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    let theme = event.submitter.value;
    if (event.submitter.matches(".icon-btn")) {
      const set = document.documentElement.dataset.bsTheme;
      const dark = set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      theme = dark ? "light" : "dark";
    }
    if (theme === "auto") delete document.documentElement.dataset.bsTheme; else document.documentElement.dataset.bsTheme = theme;
    for (const button of document.querySelectorAll(".drop [name=theme]")) button.toggleAttribute("aria-current", button.value === theme);
    document.dispatchEvent(new Event("hz:theme"));
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => form.submit());
  });
}

// a question first; then one submit only
document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (event.defaultPrevented) return;
  if (!navigator.onLine) { event.preventDefault(); network(); offline?.scrollIntoView({ block: "center" }); return; }
  const text = button?.dataset.confirm || form.dataset.confirm;
  if (text && !form.dataset.sure) {
    event.preventDefault();
    if (await sure(text)) { form.dataset.sure = "1"; form.requestSubmit(button ?? undefined); delete form.dataset.sure; }
    return;
  }
  if (form.matches("[data-tidy]")) for (const input of form.elements) if (input.name && input.value === "") input.disabled = true;
  if (form.matches("[data-sign-out]")) {
    const held = localStorage.getItem("hz-meeting-owner");
    drafts.clear();
    if (held) localStorage.setItem("hz-meeting-leave", "1"); // the sign-in page clears them
  }
  if (form.method !== "post" || form.matches("[data-stays]")) { form.closest("details.hz-menu")?.removeAttribute("open"); return; }
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // After this turn, so that the button's own name and value still go along.
  setTimeout(() => { for (const item of buttonsOf(form)) item.disabled = true; });
});
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    if (form.dataset.sent) { delete form.dataset.sent; for (const item of buttonsOf(form)) item.disabled = false; }
    if (form.matches("[data-tidy]")) for (const input of form.elements) input.disabled = false;
  }
});
function buttonsOf(form) {
  return [...form.elements].filter((item) => item.matches("button:not([type=button])"));
}
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest("a[data-confirm]:not([data-dialog])");
  if (!link) return;
  event.preventDefault();
  if (await sure(link.dataset.confirm)) location.assign(link.href);
});

// forms in dialogs get what the page's forms have
document.addEventListener("hz:form", async (event) => (await import("./fields.js")).setUp(event.detail));

// numbers that load after the page
const number = new Intl.NumberFormat(document.documentElement.lang);
const badges = [...document.querySelectorAll("[data-badge]")];
async function nextBadge() {
  const badge = badges.shift();
  if (!badge) return;
  try {
    const found = await json(badge.dataset.badge);
    const words = found.words ?? number.format(found.count) + (found.capped ? "+" : "");
    const none = words === "0";
    badge.textContent = none && !("zero" in badge.dataset) ? "" : words;
    badge.classList.toggle("none", none);
    badge.classList.toggle("hot", Boolean(found.hot) || ("late" in badge.dataset && !none));
  } catch {
    badge.textContent = ""; // a number less, nothing more
  }
  await nextBadge();
}
for (let lane = 0; lane < 3; lane++) nextBadge();

// the network
const offline = document.getElementById("offline");
const network = () => { if (offline) offline.hidden = navigator.onLine; };
addEventListener("online", network);
addEventListener("offline", network);
network();
if (document.querySelector(".hz-map[data-lat]")) import("./place.js").then((place) => place.showAll());
