// The panel of the designer is kept on its own when the clerk goes on: to another field, another step, another page.
// What cannot be used yet stays as it was typed; it waits in this browser, and comes back with its panel.

import { ask } from "./kit.js";
import * as drafts from "./drafts.js";

const SHARED = ["csrf_token", "_revision", "_mark", "_number", "do", "field", "section", "view"]; // not typed by anybody
const AWAY = ["remove", "section_delete"]; // steps after which there is no panel to put right

const props = document.getElementById("props");
const key = props && `designer:${document.querySelector(".designer").dataset.home}:${props.dataset.about}`;
const pairs = () => [...new FormData(props)].filter(([name]) => !SHARED.includes(name));
/** What the panel says, without the codes that options get and the white space that is tidied away. */
const said = () => JSON.stringify(pairs().filter(([name, value]) => name !== "code" && value.trim()).map(([name, value]) => [name, value.trim()]));

let stands = null; // what the draft says of it; null for a panel that comes back as it was typed
let refused = ""; // what was typed and cannot be used, while its faults are shown
let leaving = false, passing = false;

const dirty = () => Boolean(props) && said() !== stands;
const store = () => drafts.write(key, pairs());

/** Put what was typed back into its inputs; lists first, since the answers of a condition follow its field. */
function fill(values) {
  const given = new Map();
  for (const [name, value] of values) given.set(name, [...(given.get(name) || []), value]);
  while (lines().length && lines().length < (given.get("zh") || []).length) another();
  for (const lists of [true, false]) {
    const places = new Map();
    for (const input of [...props.elements]) {
      if (!input.name || SHARED.includes(input.name) || input.matches("select") !== lists) continue;
      const kept = given.get(input.name) || [], place = places.get(input.name) || 0;
      places.set(input.name, place + 1);
      if (input.type === "checkbox" || input.type === "radio") input.checked = kept.includes(input.value);
      else if (place < kept.length) input.value = kept[place];
      if (lists) input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

const lines = () => [...props.querySelectorAll(".option")];

/** One more line for an option. */
function another() {
  const last = lines().at(-1), next = last.cloneNode(true);
  for (const input of next.querySelectorAll("input")) {
    input.value = "";
    input.setAttribute("aria-label", (input.getAttribute("aria-label") || "").replace(/\d+/, String(lines().length + 1)));
  }
  last.after(next);
}

/** Say to the server what the panel says; whether the clerk may go on. `away`: she does so whatever it answers. */
async function keep(away = false) {
  if (!dirty()) return true;
  const now = said();
  store();
  if (now === refused) return true; // she has seen what is wrong, and it waits for her here
  let answer;
  try {
    answer = await ask(props.action, { method: "POST", body: new FormData(props) });
  } catch {
    const status = document.querySelector(".tools [role=status]");
    status.textContent = status.dataset.failed;
    return away;
  }
  if (!answer.ok && away) return true;
  if (!answer.ok) { // shown as a page: the faults beside what was typed, or what others changed meanwhile
    leaving = true;
    props.submit();
    return false;
  }
  const { revision, mark } = await answer.json();
  for (const input of document.querySelectorAll("input[name=_revision]")) input.value = revision;
  for (const input of document.querySelectorAll("input[name=_mark]")) input.value = mark;
  stands = now;
  drafts.drop(key);
  return true;
}

/** On to an address of ours, with what was typed kept. */
export async function go(url) {
  if (await keep()) location.assign(url);
}

function takeBack() {
  drafts.drop(key);
  leaving = true;
  location.assign(document.querySelector("[data-back]").href);
}

async function step(event) {
  const form = event.target, doing = form.querySelector(":scope > [name=do]")?.value ?? "";
  if (form === props || passing || !dirty() || form.matches("[data-theme-form], [role=search]")) return;
  if (doing === "discard") {
    if (form.dataset.sure) { leaving = true; drafts.drop(key); }
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (doing === "undo" && refused === said()) { takeBack(); return; }
  if (!(await keep(AWAY.includes(doing)))) return;
  passing = true;
  form.requestSubmit(event.submitter);
  passing = false;
}

function follow(event) {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.matches("[data-back]")) { event.preventDefault(); takeBack(); return; }
  if (!dirty() || link.target || link.origin !== location.origin || link.matches("[data-palette], [data-dialog], [data-confirm]")) return;
  if (link.hash && link.pathname + link.search === location.pathname + location.search) return;
  event.preventDefault();
  go(link.href);
}

/** Begin, once the scripts of the panel have settled its inputs. */
export function watch() {
  document.addEventListener("click", follow);
  if (!props) return;
  props.addEventListener("input", ({ target }) => { if (target.value && lines().at(-1)?.contains(target)) another(); });
  if ("refused" in props.dataset) refused = said();
  if (!("tried" in props.dataset)) {
    stands = said();
    const held = drafts.read(key);
    if (held) fill(held.values);
    if (held && dirty()) document.querySelector("[data-restored]").hidden = false;
    else drafts.drop(key);
  }
  document.addEventListener("submit", step, true);
  window.addEventListener("submit", (event) => { if (event.target === props && !event.defaultPrevented) leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && dirty() && !store()) event.preventDefault(); });
  addEventListener("pagehide", () => {
    if (leaving || !dirty()) return;
    store();
    // No page is left to hear the answer; what is refused waits in this browser.
    if (said() !== refused) navigator.sendBeacon(props.action, new FormData(props));
  });
}
