// Keeps what is typed into a form in this browser until it is saved, and brings it back.

import { clock, element, fill } from "./kit.js";
import * as drafts from "./drafts.js";

/** {name: [{v, l}]} of what may be kept: no secrets, no files, none of the form's own hidden fields. */
export function snapshot(form) {
  const found = {};
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.type === "file" || input.matches("button") || input.closest("[data-secret]")) continue;
    found[input.name] ??= [];
    if (input.matches("select")) {
      for (const option of input.selectedOptions) if (option.value) found[input.name].push({ v: option.value, l: option.textContent.trim() });
    } else if (input.type === "checkbox" || input.type === "radio") {
      if (input.checked && input.value) found[input.name].push({ v: input.value, l: labelOf(input) });
    } else if (input.value) found[input.name].push({ v: input.value, l: input.value });
  }
  return found;
}

function labelOf(input) {
  return (input.closest("label") || input.form.querySelector(`label[for="${CSS.escape(input.id)}"]`))?.textContent.trim() || input.value;
}

const same = (one, other) => JSON.stringify((one || []).map((item) => item.v)) === JSON.stringify((other || []).map((item) => item.v));
const words = (values, empty) => (values?.length ? values.map((item) => item.l).join(", ") : empty);

export function changed(before, now) {
  return Object.keys(now).filter((name) => !same(before[name], now[name]));
}

/** Put kept values back into a form. */
export function apply(form, values) {
  for (const [name, kept] of Object.entries(values)) {
    const wanted = new Set(kept.map((item) => item.v));
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === "hidden" || input.type === "file") continue;
      if (input.tomselect) {
        for (const item of kept) input.tomselect.addOption({ value: item.v, text: item.l });
        input.tomselect.setValue([...wanted], true);
      } else if (input.matches("select")) {
        for (const item of kept) if (![...input.options].some((option) => option.value === item.v)) input.append(new Option(item.l, item.v));
        for (const option of input.options) option.selected = wanted.has(option.value);
      } else if (input.type === "checkbox" || input.type === "radio") input.checked = wanted.has(input.value);
      else input.value = kept[0]?.v ?? "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

export function watch(form) {
  const say = form.dataset, key = form.dataset.draft;
  const before = snapshot(form);
  const count = document.querySelector("[data-changes]"), kept = document.querySelector("[data-kept]");
  const refused = "refused" in form.dataset;
  let timer = 0, leaving = false;

  const dirty = () => changed(before, snapshot(form));
  const tell = () => {
    const number = dirty().length;
    count.textContent = number ? fill(say.sayChanges, { count: number }) : "";
    return number;
  };
  const keep = () => {
    const now = snapshot(form), names = changed(before, now);
    tell();
    if (!key) return;
    if (!names.length && !refused) { drafts.drop(key); kept.textContent = ""; return; }
    if (drafts.write(key, Object.fromEntries(names.map((name) => [name, now[name]])))) kept.textContent = fill(say.sayKept, { time: clock(Date.now()) });
  };
  for (const name of ["input", "change"]) form.addEventListener(name, () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
  addEventListener("pagehide", () => { if (!leaving) { clearTimeout(timer); keep(); } });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    clearTimeout(timer);
    if (key) { keep(); drafts.sent(key); }
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && dirty().length) event.preventDefault(); });

  const found = key && !refused ? drafts.read(key) : null;
  if (found) offer(found);
  tell();

  function offer(draft) {
    const names = Object.keys(draft.values).filter((name) => form.elements[name] && !same(before[name], draft.values[name]));
    if (!names.length) { drafts.drop(key); return; }
    apply(form, Object.fromEntries(names.map((name) => [name, draft.values[name]])));
    const box = document.getElementById("restored"), list = box.querySelector("dl"), line = box.querySelector("p");
    line.textContent = fill(line.dataset.words, { time: clock(draft.at), count: names.length });
    for (const name of names) {
      const label = form.querySelector(`[data-field="${CSS.escape(name)}"]`)?.dataset.label || name;
      list.append(element("div", {}, element("dt", {}, label), element("dd", {}, element("del", {}, words(before[name], say.sayEmpty)), " → ", element("ins", {}, words(draft.values[name], say.sayEmpty)))));
    }
    box.hidden = false;
    box.querySelector("[data-see]").addEventListener("click", () => { list.hidden = !list.hidden; });
    box.querySelector("[data-discard]").addEventListener("click", () => {
      apply(form, Object.fromEntries(names.map((name) => [name, before[name] || []])));
      clearTimeout(timer);
      drafts.drop(key);
      kept.textContent = "";
      tell();
      box.remove();
    });
  }

  return {
    dirty: () => dirty().length > 0,
    leave: () => { leaving = true; clearTimeout(timer); if (key) drafts.drop(key); },
  };
}
