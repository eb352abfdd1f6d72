// Shows what two devices changed differently: mine, theirs and what it was; nothing is chosen beforehand.

import { clock, element as h } from "./kit.js";
import { at } from "./meeting_doc.js";
import { merge, settle } from "./meeting_merge.js";
import { say, title, words } from "./meeting_parts.js";

const OF = { chair: "person", recorder: "person", person: "person", unit: "organisation", organisation: "organisation", issue: "issue" };

export function show(box, meeting, known, decided) {
  const { doc, clashes } = merge(meeting.base || meeting.doc, meeting.doc, meeting.theirs.document);
  const rows = clashes.map((clash, place) => row(meeting, known, clash, place));
  const form = h("form", { class: "clash", novalidate: true }, ...rows);
  const missing = h("p", { class: "err", role: "alert", hidden: true }, words.clashChoose);
  const done = h("button", { class: "btn btn-primary" }, words.clashDone);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const left = clashes.findIndex((clash, place) => !form.querySelector(`[name="c${place}"]:checked`));
    missing.hidden = left < 0;
    if (left >= 0) { form.querySelector(`[name="c${left}"]`).focus(); return; }
    clashes.forEach((clash, place) => settle(doc, clash, form.querySelector(`[name="c${place}"]:checked`).value === "theirs"));
    decided(doc);
  });
  box.replaceChildren(h("div", { class: "say soon", role: "alert" }, h("div", {}, h("p", { class: "strong" }, say("clashTitle", { count: clashes.length })), h("p", {}, say("clashText", { who: meeting.theirs.by || words.anotherDevice, time: clock(meeting.theirs.at) })))), form);
  form.append(h("div", { class: "clash-feet" }, missing, done));
  box.hidden = false;
  if (!clashes.length) decided(doc);
}

function row(meeting, known, clash, place) {
  const [list, key, field] = clash.path.split("/"), label = words.fields[field || list] || field || list;
  const holder = key && (at(meeting.doc, clash.path)[0] || clash.mine || clash.theirs);
  const about = holder ? [words.lists[list], holder.name || holder.subject || holder.text || ""].filter(Boolean).join(": ") : "";
  const side = (which, heading, value) => h("label", { class: "side" }, h("input", { type: "radio", class: "form-check-input", name: `c${place}`, value: which }), h("span", { class: "cell" }, h("span", { class: "small soft block" }, heading), told(meeting, known, field || list, value)));
  return h("fieldset", {}, h("legend", {}, label, about ? h("span", { class: "small soft block" }, about) : ""), side("mine", words.mine, clash.mine), side("theirs", words.theirs, clash.theirs), h("p", { class: "was" }, h("span", { class: "small soft" }, `${words.was} `), told(meeting, known, field || list, clash.base)));
}

function told(meeting, known, name, value) {
  if (value === null || value === "") return "—";
  if (typeof value === "boolean") return value ? words.yesWord : words.noWord;
  if (OF[name]) return title({ titles: { ...meeting.titles, [OF[name]]: { ...meeting.titles?.[OF[name]], ...meeting.theirs.titles?.[OF[name]] } } }, OF[name], value);
  if (name === "format") return known.formats[value] || value;
  if (name === "side") return known.sides[value] || value;
  if (typeof value === "object") return value.name || value.subject || value.text || Object.keys(value).length.toString();
  return String(value);
}
