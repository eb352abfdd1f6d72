// Pickers: search as you type, two lines, recent ones first, a new row without leaving the form.

import { element, json, load } from "./kit.js";
import { open } from "./dialog.js";
import * as drafts from "./drafts.js";

export async function setUp(form) {
  const selects = [...form.querySelectorAll("select[data-pick]:not(.tomselected)")];
  if (!selects.length) return;
  await Promise.all([load(form.dataset.tomCss), load(form.dataset.tom)]);
  for (const select of selects) make(select, form);
}

function make(select, form) {
  const source = select.dataset.source;
  const label = select.getAttribute("aria-label") || form.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.firstChild?.textContent.trim() || "";
  const say = { none: form.dataset.sayNone || form.dataset.none, recent: form.dataset.sayRecent || form.dataset.recent, remove: form.dataset.sayRemove || form.dataset.remove, failed: form.dataset.sayFailed, add: form.dataset.sayAdd, near: form.dataset.sayNear, others: form.dataset.sayOthers };
  const unit = select.dataset.near ? form.elements[select.dataset.near] : null;
  const settings = {
    valueField: "value", labelField: "text", searchField: ["text", "note"], maxOptions: 100, hidePlaceholder: true, openOnFocus: true,
    plugins: select.multiple ? { remove_button: { title: say.remove } } : {},
    render: {
      option: (data, escape) => `<div>${escape(data.text)}${data.note ? `<span class="note">${escape(data.note)}</span>` : ""}</div>`,
      item: (data, escape) => `<div>${escape(data.text)}</div>`,
      no_results() { return `<div class="no-results">${this.unanswered ? say.failed : say.none}</div>`; },
      optgroup_header: (data, escape) => `<div class="optgroup-header">${escape(data.label)}</div>`,
      loading: () => '<div class="wait" aria-hidden="true"><i></i><i></i></div>',
    },
    onItemAdd() { this.setTextboxValue(""); if (!select.multiple) setTimeout(() => this.blur()); },
  };
  if (source) Object.assign(settings, remote(source, say, unit));
  const made = new window.TomSelect(select, settings);
  select.setAttribute("aria-label", label); // its label now belongs to the new input
  made.control_input.setAttribute("aria-label", label);
  made.dropdown_content.setAttribute("aria-label", label);
  const described = select.getAttribute("aria-describedby");
  if (described) made.control_input.setAttribute("aria-describedby", described);
  if (source) made.on("item_add", (value) => {
    const data = made.options[value];
    if (data) drafts.remember(source, { value: String(value), text: data.text, note: data.note || "" });
  });
  if (!select.multiple && !select.required) made.control_input.addEventListener("keydown", (event) => {
    if ((event.key === "Backspace" || event.key === "Delete") && !made.control_input.value && made.items.length) { event.preventDefault(); made.clear(); }
  });
  if (select.dataset.add) offerNew(made, select, say);
  unit?.addEventListener("change", () => again(made));
}

// Another unit was chosen: what the list held is asked for anew when it is opened next.
function again(made) {
  made.clearOptions();
  made.loadedSearches = {};
  made.wrapper.classList.remove("preloaded");
}

function remote(source, say, unit) {
  const groups = [["near", say.near], ["recent", say.recent], ["others", say.others]];
  return {
    optgroupField: "group", optgroups: groups.map(([value, label], index) => ({ value, label, $order: index })), lockOptgroupOrder: true,
    preload: "focus", loadThrottle: 220, score: () => () => 1, shouldLoad: () => true, sortField: [{ field: "$order" }],
    async load(text, done) {
      try {
        const near = unit?.value ? `&near=${encodeURIComponent(unit.value)}` : "";
        const url = `${source}${source.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}${near}`;
        const found = await json(url);
        this.unanswered = false;
        const offered = (found.options || found.rows).map((item) => ({ value: item.value, text: item.label, note: item.note, group: item.near ? "near" : near ? "others" : undefined }));
        const own = new Set(offered.filter((item) => item.group === "near").map((item) => item.value));
        const kept = text ? [] : drafts.recent(source).filter((item) => !own.has(item.value));
        const shown = new Set(kept.map((item) => item.value));
        this.clearOptions();
        done([
          ...offered.filter((item) => own.has(item.value)),
          ...kept.map((item) => ({ ...item, group: "recent" })),
          ...offered.filter((item) => !own.has(item.value) && !shown.has(item.value)),
        ]);
      } catch {
        this.unanswered = true;
        done();
      }
    },
  };
}

function offerNew(made, select, say) {
  const begin = () => open(select.dataset.add, (row) => {
    made.addOption({ value: row.value, text: row.label, note: row.note || "" });
    if (select.multiple) made.addItem(row.value); else made.setValue(row.value);
    made.close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
    made.focus();
  });
  const inside = element("button", { type: "button", class: "add", tabindex: "-1" }, `＋ ${say.add}`);
  // Before the blur that would close the list.
  inside.addEventListener("pointerdown", (event) => { event.preventDefault(); made.close(); begin(); });
  made.dropdown.append(inside);
  const beside = element("button", { type: "button", class: "btn icon", "aria-label": say.add, title: say.add }, "＋");
  beside.addEventListener("click", begin);
  const row = element("div", { class: "with-do picker-row" });
  made.wrapper.replaceWith(row);
  row.append(made.wrapper, beside);
}
