// The designer: fields, sections and kinds are dragged to their place; a step keeps the scroll, the choice and the focus.

import * as panel from "./designer_panel.js";

const PHONE = matchMedia("(max-width: 768px)");
const room = document.querySelector(".designer"), palette = document.querySelector("form.palette-of");
const motion = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120;
const KEPT = "designer", FRESH = 15_000; // milliseconds between a step and the page that answers it
const NAMES_FIRST = ["add", "duplicate", "section_add"]; // steps after which one names what was made

// -- the page after a step is where the page before it was ---------------------------------------------------------

const scrolled = () => [document.scrollingElement, ...document.querySelectorAll(".left, .right")].map((part) => part.scrollTop);
const valueIn = (form, name) => form.querySelector(`:scope > [name="${name}"]`)?.value ?? "";

function keep(focus) {
  const state = { path: room.dataset.home, at: Date.now(), scrolled: scrolled(), focus };
  sessionStorage.setItem(KEPT, JSON.stringify(state));
}

function restore() {
  const state = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  sessionStorage.removeItem(KEPT);
  const same = state?.path === room.dataset.home && Date.now() - state.at < FRESH;
  const names = !same || !state.focus || NAMES_FIRST.includes(state.focus.doing);
  const chosen = room.querySelector(".slot.on .pick, .sect.on h2 a"), wrong = room.querySelector("#props [aria-invalid=true]");
  if (wrong) wrong.focus();
  else if (location.hash) document.getElementById(location.hash.slice(1))?.focus();
  else if (names) first();
  else (again(state.focus) || chosen)?.focus({ preventScroll: true });
  if (!same) {
    if (!PHONE.matches) chosen?.scrollIntoView({ block: "center" });
    return;
  }
  [document.scrollingElement, ...document.querySelectorAll(".left, .right")].forEach((part, number) => { part.scrollTop = state.scrolled[number] ?? 0; });
  if (state.focus && !PHONE.matches) chosen?.closest(".slot, .sect > header")?.scrollIntoView({ block: "nearest" });
}

/** What a field, or a section, is called is what one says of it first. */
function first() {
  const input = document.querySelector("[data-first]");
  if (!input || !/[?&](field|section)=/.test(location.search)) return;
  input.focus({ preventScroll: true });
  input.select?.();
}

/** The same button, of the same field or section, on the new page. */
function again({ doing, field, section }) {
  const alike = [...room.querySelectorAll("form")].filter((form) => valueIn(form, "do") === doing && form.getClientRects().length);
  const form = alike.find((item) => valueIn(item, "field") === field && (!doing.startsWith("section") || valueIn(item, "section") === section)) || alike[0];
  return form?.querySelector("button:not(:disabled)");
}

room.addEventListener("submit", ({ target }) => {
  const doing = valueIn(target, "do"), moved = { section_up: -1, section_down: 1 }[doing] || 0;
  keep({ doing, field: valueIn(target, "field"), section: moved ? String(Number(valueIn(target, "section")) + moved) : valueIn(target, "section") });
});
room.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link?.pathname === room.dataset.home && !link.hash && !event.ctrlKey && !event.metaKey) keep(null);
});

// -- the arrow keys move what is chosen ----------------------------------------------------------------------------

room.addEventListener("keydown", (event) => {
  const by = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const held = event.target.closest(".slot .pick, .sect h2 a");
  if (!by || !held) return;
  if (event.altKey) {
    event.preventDefault();
    const card = held.closest(".slot");
    send(card ? { do: by, field: card.dataset.key } : { do: `section_${by}`, section: held.closest(".sect").dataset.section });
  } else if (!event.ctrlKey && !event.metaKey) {
    const all = [...room.querySelectorAll(".slot a.pick, .sect h2 a")], next = all[all.indexOf(held) + (by === "up" ? -1 : 1)];
    if (next) { event.preventDefault(); next.focus(); }
  }
});

// -- dragging ------------------------------------------------------------------------------------------------------

/** A step of our own making, sent as the forms of the page send theirs. */
function send(values) {
  const form = palette.cloneNode(false);
  const fixed = ["csrf_token", "_revision", "_mark", "_number", "view"];
  const shared = fixed.map((name) => [name, valueIn(palette, name)]).filter(([, value]) => value !== "");
  for (const [name, value] of Object.entries({ ...Object.fromEntries(shared), field: "", ...values }))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  form.hidden = true;
  room.append(form);
  form.requestSubmit();
}

/** Where something was dropped: in a row, or before one in a row of its own. */
function dropped(item, to, place) {
  const section = to.closest(".sect").dataset.section;
  const where = to.dataset.before === undefined ? { row: to.dataset.row, at: place } : { row: to.dataset.before };
  send(item.dataset.key === undefined ? { do: "add", kind: item.value, section, ...where } : { do: "put", field: item.dataset.key, section, ...where });
}

/** Between rows, above the first and below the last one can drop something into a row of its own. */
function gaps(rows) {
  const lines = [...rows.querySelectorAll(":scope > .fieldrow")];
  for (let number = 0; number <= lines.length; number += 1) {
    const gap = document.createElement("ol");
    gap.className = "fieldrow between";
    gap.dataset.before = number;
    gap.setAttribute("aria-hidden", "true");
    rows.insertBefore(gap, lines[number] ?? null);
  }
}

function draggable() {
  const { Sortable } = window;
  if (!Sortable || !document.querySelector("[data-sections]")) return;
  const moving = (on) => () => room.classList.toggle("moving-fields", on);
  const shared = { animation: motion, ghostClass: "ghost", onStart: moving(true), onEnd: moving(false) };
  for (const rows of room.querySelectorAll(".rows")) {
    gaps(rows);
    for (const row of rows.querySelectorAll(":scope > .fieldrow"))
      new Sortable(row, {
        ...shared, group: "fields", handle: ".grip", draggable: ".slot, button", emptyInsertThreshold: 12,
        onAdd: ({ item, to, newDraggableIndex }) => dropped(item, to, newDraggableIndex),
        onUpdate: ({ item, to, newDraggableIndex }) => dropped(item, to, newDraggableIndex),
      });
  }
  for (const kinds of document.querySelectorAll("[data-kinds]"))
    new Sortable(kinds, { ...shared, group: { name: "fields", pull: "clone", put: false }, sort: false });
  new Sortable(document.querySelector("[data-sections]"), {
    animation: motion, ghostClass: "ghost", handle: ".sect > header > .grip", draggable: ".sect",
    onUpdate: ({ item, newDraggableIndex }) => send({ do: "section_put", section: item.dataset.section, to: newDraggableIndex }),
  });
}

// -- finding a kind ------------------------------------------------------------------------------------------------

function finding() {
  const search = document.getElementById("kind-search"), none = document.querySelector("[data-none]");
  const groups = [...palette.querySelectorAll(".group")];
  search.parentElement.hidden = false;
  const filter = () => {
    const words = search.value.trim().toLowerCase();
    for (const group of groups) {
      for (const button of group.querySelectorAll("button")) button.hidden = !`${button.textContent} ${button.value}`.toLowerCase().includes(words);
      group.hidden = !group.querySelector("button:not([hidden])");
    }
    none.hidden = groups.some((group) => !group.hidden);
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    const found = palette.querySelector("button:not([hidden])");
    if (event.key === "Enter") { event.preventDefault(); if (search.value.trim()) found?.click(); }
    if (event.key === "ArrowDown") { event.preventDefault(); found?.focus(); }
    if (event.key === "Escape") { search.value = ""; filter(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

// -- conditions: the values that one can choose follow the field ---------------------------------------------------

function conditions(part) {
  const fields = new Map(JSON.parse(part.dataset.fields).map((field) => [field.name, field]));
  for (const rule of part.querySelectorAll("[data-rule]")) {
    const [field, how] = rule.querySelectorAll("select"), then = rule.querySelector(".then"), values = rule.querySelector("[data-values]");
    const settle = () => {
      const offered = fields.get(field.value)?.offers ?? [];
      then.hidden = !field.value;
      how.options[0].hidden = !offered.length;
      how.options[0].disabled = !offered.length;
      if (!offered.length) how.value = "any";
      values.hidden = how.value === "any";
    };
    field.addEventListener("change", () => {
      const offered = fields.get(field.value)?.offers ?? [], flag = offered[0]?.[0] === "true";
      values.replaceChildren(...offered.map(([value, words], number) => {
        const label = document.createElement("label"), input = document.createElement("input");
        Object.assign(input, { type: "checkbox", name: values.dataset.values, value, checked: flag && number === 0 });
        label.append(input, Object.assign(document.createElement("span"), { textContent: words }));
        return label;
      }));
      how.value = offered.length ? "is" : "any";
      settle();
    });
    how.addEventListener("change", settle);
    settle();
  }
}

// -- a name is seen where it stands while one types it -------------------------------------------------------------

function naming(props) {
  const [chinese, english] = ["label_zh", "label_en"].map((name) => props.elements[name]);
  if (!chinese || !english) return;
  const places = [...room.querySelectorAll(".slot.on .name, .sect.on h2 a, .right > header h2")];
  const echo = () => {
    const words = document.documentElement.lang.startsWith("zh") ? chinese.value : english.value || chinese.value;
    for (const place of places) if (words.trim() && place.firstChild) place.firstChild.data = words;
  };
  props.addEventListener("input", ({ target }) => {
    // The English that a thing began with is none for another Chinese name.
    const pair = target === chinese ? english : target.name === "zh" ? target.parentElement.querySelector("[name=en]") : target;
    if (pair !== target && "begun" in pair.dataset) pair.value = "";
    delete pair.dataset.begun;
    if (target === chinese || target === english) echo();
  });
}

/** The table of roles stands open while an answer says that it counts. */
function byRole(part) {
  const answers = [...part.querySelectorAll(".answers select")], table = part.querySelector("details");
  part.addEventListener("change", ({ target }) => { if (answers.includes(target)) table.open = answers.some((answer) => answer.value === "table"); });
}

// -- the form as on a phone: as high as it is, and a click on a field of it chooses that field ---------------------

function phone(frame) {
  const settle = () => {
    const page = frame.contentDocument;
    if (!page?.body) return;
    const fit = () => { frame.style.height = `${page.body.scrollHeight}px`; };
    fit();
    new ResizeObserver(fit).observe(page.body);
    for (const field of page.querySelectorAll(".field")) if (field.dataset.field === frame.dataset.field) field.dataset.chosen = "";
    page.addEventListener("click", (event) => {
      const field = event.target.closest(".field")?.dataset.field;
      if (field) { keep(null); panel.go(`${room.dataset.home}?field=${encodeURIComponent(field)}&view=phone`); }
    });
  };
  if (frame.contentDocument?.readyState === "complete") settle();
  frame.addEventListener("load", settle);
}

const frame = document.querySelector(".paper iframe");
if (frame) phone(frame);
document.querySelectorAll("[data-fields]").forEach(conditions);
document.querySelectorAll("[data-rights]").forEach(byRole);
if (document.getElementById("props")) naming(document.getElementById("props"));
finding();
draggable();
panel.watch();
restore();
