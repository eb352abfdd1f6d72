// Turns a meeting into the parts of its page. Nothing is changed here: buttons say what they do in data-do.

import { element as h, fill } from "./kit.js";
import { PARTIES, absentParties, counted, decided, heads, item, ofSide, present, sum, voters } from "./meeting_doc.js";

const root = document.getElementById("meeting");
export const words = JSON.parse(root.dataset.words);
const FEW = 4;

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "hz-icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${root.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

export const say = (name, values) => fill(words[name], values);
export const button = (text, does, values = {}, look = "btn", mark = "") => h("button", { type: "button", class: look, "data-do": does, ...values }, ...(mark ? [icon(mark)] : []), ...(text ? [text] : []));
const mute = (label, does, values, mark) => button("", does, { "aria-label": label, title: label, ...values }, "icon-btn", mark);

export function input(path, value, label, options = {}) {
  const made = h("input", { class: "form-control", "data-bind": path, "aria-label": label, autocomplete: "off", ...options });
  made.value = value ?? "";
  return made;
}

/** A text that grows with what is typed or spoken into it. */
export function area(path, value, label, most, options = {}) {
  const made = h("textarea", { class: "form-control grow", rows: "1", maxlength: String(most), "data-bind": path, "aria-label": label, ...options });
  made.value = value ?? "";
  return made;
}

function picker(path, value, label, options, attributes = {}) {
  const made = h("select", { class: "form-select", "data-bind": path, "aria-label": label, ...attributes });
  for (const [code, text] of options) made.append(h("option", { value: code }, text));
  made.value = value ?? "";
  return made;
}

function tick(path, value, text) {
  const box = h("input", { type: "checkbox", class: "form-check-input", "data-bind": path });
  box.checked = Boolean(value);
  return h("label", { class: "tick" }, box, text);
}

function stepper(path, value, label, most) {
  const at = (by, mark, words_) => h("button", { type: "button", "data-do": "step", "data-path": path, "data-by": String(by), "aria-label": fill(words_, { what: label }), ...(by < 0 && !value ? { disabled: true } : {}), ...(by > 0 && value >= most ? { disabled: true } : {}) }, icon(mark));
  return h("span", { class: "count" }, at(-1, "minus", words.oneLess), input(path, value, label, { inputmode: "numeric", "data-as": "whole", "data-most": String(most), maxlength: "4" }), at(1, "plus", words.oneMore));
}

export const title = (meeting, of, number) => (number && (meeting.titles?.[of]?.[number] ?? `#${number}`)) || "";
export const section = (id, label, total, tools, ...body) => h("section", { class: "box", id, "aria-labelledby": `${id}-h` }, h("header", {}, h("h2", { id: `${id}-h` }, label), h("span", { class: "soft tabular sum", "data-sum": id }, total), h("span", { class: "end" }, ...tools)), ...body);

export const PARTS = { issues, head, people, agenda, photos: () => section("photos", words.photos, "", []), votes, decisions, close };

function issues({ meeting, doc }) {
  const line = (one) => h("li", {}, h("a", { href: `/issue/show/${one.issue}` }, h("span", { class: "strong" }, title(meeting, "issue", one.issue))), mute(words.remove, "remove", { "data-list": "issues", "data-key": one.key }, "x"));
  return section("issues", words.issues, say("number", { count: doc.issues.length }), [button(words.addIssue, "add-issue", {}, "btn bare", "plus")], ...(doc.issues.length ? [h("ul", { class: "lines" }, ...doc.issues.map(line))] : [h("p", { class: "in soft" }, words.noIssues)]));
}

function head({ meeting, doc, known }) {
  const formats = Object.entries(known.formats);
  if (!known.formats[doc.format]) formats.push([doc.format, doc.format]);
  const who = (name, label) => h("p", { class: "who-does" }, h("span", { class: "soft" }, label), button(title(meeting, "person", doc[name]) || words.choose, "person", { "data-path": name }, "btn", "user"));
  return section("head", words.head, "", [], h("div", { class: "in stack" },
    h("label", {}, h("span", { class: "lab" }, words.title), area("title", doc.title, words.title, 120, { "data-line": true })),
    h("div", { class: "with" }, picker("format", doc.format, words.format, formats), input("venue", doc.venue, words.venue, { placeholder: words.venue, maxlength: "80" })),
    h("div", { class: "with even" }, h("label", {}, h("span", { class: "lab" }, words.heldOn), input("held_on", doc.held_on, words.heldOn, { type: "datetime-local", required: true })), h("label", {}, h("span", { class: "lab" }, words.quorum), input("quorum", doc.quorum, words.quorum, { inputmode: "numeric", "data-as": "whole", "data-none": true, "data-most": "5000", maxlength: "4" }))),
    who("chair", words.chair), who("recorder", words.recorder)));
}

function people(page) {
  const { doc } = page;
  const others = doc.people.filter((one) => !PARTIES.includes(one.side) || one.observer);
  return section("people", words.people, peopleSum(doc), [],
    ...PARTIES.map((side) => party(page, side)),
    h("div", { class: "party" }, h("h3", {}, words.others), ...tickList(page, page.candidates.filter((one) => !PARTIES.includes(one.side)), "others"), ...others.map((one) => walkIn(page, one, true)), h("p", { class: "adds" }, button(words.addOther, "add-person", { "data-side": "residents" }, "btn bare", "user-plus"))));
}

export const peopleSum = (doc) => say("peopleSum", { parties: PARTIES.length - Object.keys(absentParties(doc)).length, people: present(doc) });

function party(page, side) {
  const { doc, known } = page, there = ofSide(doc, side), label = known.sides[side] || side;
  const byHand = doc.people.filter((one) => one.side === side && one.present && !one.observer && !page.candidates.some((other) => matches(one, other)));
  const missing = side in absentParties(doc), told = doc.people.find((one) => one.side === side && !one.present && one.absence.trim()) || doc.people.find((one) => one.side === side && !one.present && !one.person);
  const absent = doc.people.filter((one) => one.side === side && !one.present && one !== told);
  return h("div", { class: `party${missing ? " gone" : ""}`, id: `party-${side}` },
    h("h3", {}, label, h("span", { class: "small soft tabular" }, missing ? words.noneHere : say("peopleHere", { count: there.reduce((total, one) => total + heads(one), 0) }))),
    ...tickList(page, page.candidates.filter((one) => one.side === side), side),
    ...byHand.map((one) => walkIn(page, one, false)),
    ...absent.map((one) => h("div", { class: "line" }, h("span", {}, one.name), h("span", { class: "small soft" }, words.absent), mute(words.remove, "remove", { "data-list": "people", "data-key": one.key }, "x"))),
    h("p", { class: "adds" }, button(words.addPerson, "add-person", { "data-side": side }, "btn bare", "user-plus"), button(words.addGroup, "add-group", { "data-side": side }, "btn bare", "users")),
    ...(missing && (told || voters(doc).length) ? [h("div", { class: "say soon why-not" }, icon("alert-triangle"), h("div", {}, h("p", {}, say("partyMissing", { party: label })), area(told ? `people/${told.key}/absence` : "", told?.absence, say("reasonOf", { party: label }), 200, { "data-line": true, "data-reason": side, placeholder: words.reason })))] : []));
}

export const matches = (one, other) => one.side === other.side && (other.person ? one.person === other.person : !one.person && one.name === other.name);

/** Those who may be expected: ticked ones first, then a few, then all. */
function tickList(page, candidates, side) {
  const { doc, open } = page;
  const on = (other) => doc.people.find((one) => matches(one, other) && one.present);
  const whole = open.has(side) || candidates.length <= FEW + 2;
  const shown = whole ? candidates : [...candidates.filter(on), ...candidates.filter((other) => !on(other)).slice(0, FEW)];
  const line = (other) => {
    const box = h("input", { type: "checkbox", class: "form-check-input", "data-do": "tick", "data-place": String(page.candidates.indexOf(other)) });
    box.checked = Boolean(on(other));
    return h("li", {}, h("label", {}, box, h("span", {}, h("span", { class: "strong" }, other.name), h("span", { class: "small soft" }, side === "others" ? [page.known.sides[other.side], other.note].filter(Boolean).join(" · ") : other.note))));
  };
  if (!candidates.length) return [];
  return [h("ul", { class: "four" }, ...shown.map(line)), ...(whole ? [] : [h("p", { class: "adds" }, button(say("showAll", { count: candidates.length }), "open", { "data-what": side }, "btn bare", "chevron-down"))])];
}

function walkIn({ known }, one, other) {
  const path = `people/${one.key}`, group = one.heads !== null;
  return h("div", { class: "walk-in" }, input(`${path}/name`, one.name, words.name, { maxlength: "60", placeholder: group ? words.groupName : words.name }),
    ...(group ? [stepper(`${path}/heads`, one.heads, words.heads, 5000)] : []),
    ...(other ? [picker(`${path}/side`, one.side, words.side, Object.entries(known.sides), { "data-again": "people" }), tick(`${path}/observer`, one.observer, words.observer)] : []),
    mute(words.remove, "remove", { "data-list": "people", "data-key": one.key }, "x"));
}

function agenda(page) {
  const { doc } = page, loose = doc.statements.filter((one) => !doc.agenda.some((other) => other.key === one.item));
  const total = doc.agenda.length ? say("agendaSum", { done: doc.agenda.filter((one) => one.done).length, count: doc.agenda.length }) : "";
  return section("agenda", words.agenda, total, [button(words.addAgenda, "add", { "data-list": "agenda" }, "btn bare", "plus")],
    ...doc.agenda.map((one, place) => {
      const said = doc.statements.filter((other) => other.item === one.key), path = `agenda/${one.key}`;
      return h("div", { class: "item", id: `item-${one.key}` }, h("div", { class: "what" }, h("span", { class: "no" }, String(place + 1)), area(`${path}/text`, one.text, words.agendaItem, 120, { "data-line": true, placeholder: words.agendaItem }), mute(words.remove, "remove", { "data-list": "agenda", "data-key": one.key }, "x")),
        tick(`${path}/done`, one.done, words.done), statements(page, said), speak(page, one.key));
    }),
    h("div", { class: "item" }, ...(doc.agenda.length ? [h("h3", {}, words.noAgenda)] : []), statements(page, loose), speak(page, "")));
}

function statements({ doc, known }, said) {
  return h("ol", { class: "notes" }, ...said.map((one) => {
    const who = item(doc, "people", one.who), path = `statements/${one.key}`;
    return h("li", {}, h("div", {}, who ? h("span", { class: "strong" }, who.name || words.unnamed) : input(`${path}/name`, one.name, words.speaker, { maxlength: "60", placeholder: words.speaker }), h("time", { class: "small soft" }, one.at ? new Date(one.at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", timeZone: known.zone }) : ""), mute(words.remove, "remove", { "data-list": "statements", "data-key": one.key }, "x")),
      area(`${path}/text`, one.text, say("saidBy", { name: who?.name || one.name || words.unnamed }), 4000, { placeholder: words.sayHint, enterkeyhint: "enter" }));
  }));
}

/** One tap on who speaks begins a statement; those who spoke last stand first. */
function speak(page, key) {
  const { doc } = page, spoke = new Map(doc.statements.map((one, place) => [one.who, place]));
  const there = doc.people.filter((one) => one.present && one.name).sort((one, other) => (spoke.get(other.key) ?? -1) - (spoke.get(one.key) ?? -1));
  const whole = page.open.has(`speak-${key}`) || there.length <= 8, shown = whole ? there : there.slice(0, 6);
  return h("div", { class: "speak", role: "group", "aria-label": words.whoSpeaks }, h("span", { class: "small soft" }, words.whoSpeaks),
    ...shown.map((one) => button(one.name, "speak", { "data-who": one.key, "data-item": key })),
    ...(whole ? [] : [button(say("showAll", { count: there.length }), "open", { "data-what": `speak-${key}`, "data-part": "agenda" }, "btn bare")]),
    button(words.somebodyElse, "speak", { "data-who": "", "data-item": key }, "btn bare"));
}

function votes(page) {
  const { doc } = page, most = present(doc);
  return section("votes", words.votes, say("votersSum", { count: most }), [button(words.addVote, "add", { "data-list": "votes" }, "btn bare", "plus")],
    ...doc.votes.map((one, place) => {
      const path = `votes/${one.key}`, [yes, no, abstain] = counted(doc, one);
      const way = (code, text) => h("button", { type: "button", "data-do": "method", "data-key": one.key, "data-value": code, "aria-pressed": String(one.method === code) }, text);
      const side = (name, text, count) => h("div", {}, h("span", { class: "strong" }, text), one.method === "hands" ? stepper(`${path}/${name}`, count, text, Math.max(count, most - sum(doc, one) + count)) : h("output", { class: "tabular" }, String(count)));
      return h("div", { class: "item ballot", id: `vote-${one.key}` }, h("div", { class: "what" }, h("span", { class: "no" }, String(place + 1)), area(`${path}/subject`, one.subject, words.subject, 200, { "data-line": true, placeholder: words.subject }), mute(words.remove, "remove", { "data-list": "votes", "data-key": one.key }, "x")),
        h("div", { class: "seg", role: "group", "aria-label": words.method }, way("hands", words.hands), way("person", words.oneByOne)),
        ...(one.method === "person" ? [ballots(doc, one), h("p", { class: "adds" }, button(words.restYes, "rest", { "data-key": one.key }, "btn bare", "checks"))] : []),
        h("div", { class: "vote" }, side("yes", words.yes, yes), side("no", words.no, no), side("abstain", words.abstain, abstain)), voteSum(doc, one));
    }));
}

export function voteSum(doc, vote) {
  const most = present(doc), votes_ = sum(doc, vote), fits = votes_ === most;
  return h("p", { class: "sumup", "data-vote": vote.key }, h("span", { class: `tag ${fits ? "ok" : "soon"}` }, fits ? words.fits : say(votes_ < most ? "tooFew" : "tooMany", { count: Math.abs(most - votes_) })), h("span", { class: "tabular" }, say("voteSum", { votes: votes_, present: most })),
    ...(vote.method === "hands" && votes_ && votes_ < most ? [button(say("restAbstain", { count: most - votes_ }), "rest", { "data-key": vote.key }, "btn bare")] : []));
}

function ballots(doc, vote) {
  return h("ul", { class: "lines" }, ...voters(doc).map((one) => h("li", {}, h("span", { class: "grow-1" }, one.name || words.unnamed, heads(one) > 1 ? ` × ${one.heads}` : ""), h("div", { class: "seg", role: "group", "aria-label": one.name || words.unnamed }, ...[["yes", words.yes], ["no", words.no], ["abstain", words.abstain]].map(([code, text]) => h("button", { type: "button", "data-do": "ballot", "data-key": vote.key, "data-who": one.key, "data-value": code, "aria-pressed": String(vote.ballots[one.key] === code) }, text))))));
}

function decisions({ meeting, doc }) {
  return section("decisions", words.decisions, say("number", { count: doc.decisions.length }), [button(words.addDecision, "add", { "data-list": "decisions" }, "btn bare", "plus")],
    ...doc.decisions.map((one, place) => {
      const path = `decisions/${one.key}`;
      return h("div", { class: `item act${decided(one) ? "" : " wrong"}`, id: `decision-${one.key}` }, h("div", { class: "what" }, h("span", { class: "no" }, String(place + 1)), area(`${path}/text`, one.text, words.decisionText, 200, { "data-line": true, placeholder: words.decisionText }), mute(words.remove, "remove", { "data-list": "decisions", "data-key": one.key }, "x")),
        h("div", { class: "who" }, button(title(meeting, "person", one.person) || words.choosePerson, "person", { "data-path": `${path}/person` }, one.person ? "btn" : "btn lack", one.person ? "user" : "user-question"), input(`${path}/due`, one.due, words.due, { type: "date" })),
        h("p", { class: "err", "data-act": one.key, ...(decided(one) ? { hidden: true } : {}) }, icon("alert-circle"), words.actNeeds));
    }));
}

function close({ doc }) {
  return section("close", words.close, "", [button(words.states, "states", {}, "btn bare", "history")], h("div", { class: "in stack" }, h("label", {}, h("span", { class: "lab" }, words.resolution), area("resolution", doc.resolution, words.resolution, 4000))));
}
