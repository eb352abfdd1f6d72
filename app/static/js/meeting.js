// The page of a meeting: finds or begins its document, draws it, keeps every keystroke on the device, and sends.

import { element as h, fill } from "./kit.js";
import * as device from "./meeting_device.js";
import * as clash from "./meeting_clash.js";
import { absentParties, at, bringBack, copy, counted, decided, empty, here, item, lacks, made, present, stamp, sum, uuid, voters, whole } from "./meeting_doc.js";
import * as hand from "./meeting_hand.js";
import { differences } from "./meeting_merge.js";
import { PARTS, button, icon, matches, peopleSum, say, voteSum, words } from "./meeting_parts.js";
import * as photos from "./meeting_photos.js";
import * as store from "./meeting_store.js";
import * as sync from "./meeting_sync.js";

const root = document.getElementById("meeting"), yard = document.getElementById("yard"), dock = document.getElementById("dock");
const start = JSON.parse(root.dataset.start), by = (id) => document.getElementById(id);
const KEEP = 300, SEND = 2500, AGAIN = 30000, STATE = 60000;
let meeting = null, known = { formats: {}, sides: {}, people: [] };
let keeping = 0, sending = 0, busy = false, dirty = false, fresh = false, lastState = 0, said = {};
const open = new Set();

const page = () => ({ meeting, doc: meeting.doc, known, candidates: known.people, open });

// -- keeping ------------------------------------------------------------------------------------------------------

async function save() {
  clearTimeout(keeping);
  if (!meeting || fresh) return;
  dirty = false;
  meeting.at = Date.now();
  await store.put("meetings", copy(meeting)).catch(() => { by("no-store").hidden = false; dirty = true; store.last(meeting); });
}

function touched() {
  dirty = true;
  if (fresh) { // nothing stays of a meeting that was only opened
    fresh = false;
    history.replaceState(null, "", address());
  }
  clearTimeout(keeping);
  keeping = setTimeout(keepNow, KEEP);
  clearTimeout(sending);
  sending = setTimeout(send, SEND);
  sums();
}

async function keepNow() {
  await save();
  if (Date.now() - lastState > STATE) { lastState = Date.now(); await store.remember(meeting.key, copy(meeting.doc), "typing"); }
  kept();
}

/** Before something goes, the state with it is kept. */
async function keepState(why) {
  lastState = Date.now();
  await store.remember(meeting.key, copy(meeting.doc), why).catch(() => { by("no-store").hidden = false; });
}

function leave() {
  if (!meeting || !dirty) return;
  store.last(meeting);
  save();
}
for (const name of ["pagehide", "freeze"]) addEventListener(name, leave);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); else send(); });
yard.addEventListener("focusout", () => { if (dirty) keepNow(); });

// -- sending ------------------------------------------------------------------------------------------------------

async function send() {
  clearTimeout(sending);
  if (!meeting || fresh || busy || !navigator.onLine) { network(); return; }
  busy = true;
  try {
    const waits = differences(meeting.base, meeting.doc) || meeting.sent || await photos.waiting(meeting);
    if (waits || !meeting.base) {
      said = {};
      await save();
      await sync.send(meeting, save, (what) => { said = { ...said, ...what }; });
    }
    by("no-network").hidden = true;
  } catch {
    by("no-network").hidden = false;
    sending = setTimeout(send, AGAIN);
  } finally {
    busy = false;
  }
  await answered();
}

async function answered() {
  by("signed-out").hidden = !said.lapsed;
  if (said.lapsed) by("signed-out").querySelector("a").href = `/login/?next=${encodeURIComponent(address())}`;
  if (said.stranger) { await store.clear(); location.assign("/meeting/"); return; }
  refused(said.gone ? { "": words.gone } : said.refused || {});
  if (meeting.theirs) clashes();
  if (said.changed) { said.changed = false; draw(); history.replaceState(null, "", address()); }
  kept();
  if (!said.refused && !said.lapsed && !said.gone && !meeting.theirs && differences(meeting.base, meeting.doc)) sending = setTimeout(send, SEND);
}

const address = () => `/meeting/open/${meeting.key}`;

function refused(errors) {
  const box = by("refused");
  box.hidden = !Object.keys(errors).length;
  box.querySelector("ul").replaceChildren(...Object.entries(errors).map(([path, text]) => h("li", {}, h("a", { class: "lnk", href: `#${path.split("/")[0]}`, "data-path": path }, text))));
  for (const field of yard.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  for (const path of Object.keys(errors)) yard.querySelector(`[data-bind="${CSS.escape(path)}"]`)?.setAttribute("aria-invalid", "true");
}

function clashes() {
  clash.show(by("clash"), meeting, known, async (doc) => {
    await keepState("clash");
    sync.take(meeting, meeting.base, meeting.theirs, doc);
    by("clash").hidden = true;
    by("clash").replaceChildren();
    await save();
    draw();
    send();
  });
}

function network() { by("no-network").hidden = navigator.onLine; }
addEventListener("online", () => { network(); send(); });
addEventListener("offline", network);

// -- drawing ------------------------------------------------------------------------------------------------------

/** Draw parts anew; who types keeps his place. */
function draw(...names) {
  const focus = document.activeElement?.closest?.("[data-bind]"), path = focus?.dataset.bind;
  const [from, to] = focus && "selectionStart" in focus ? [focus.selectionStart, focus.selectionEnd] : [0, 0];
  yard.disabled = meeting.doc.ended;
  const all = !names.length || !yard.children.length;
  if (all) yard.replaceChildren(h("div", { class: "col" }, ...["issues", "head", "people"].map((name) => PARTS[name](page()))), h("div", { class: "col" }, ...["agenda", "photos", "votes", "decisions", "close"].map((name) => PARTS[name](page()))));
  else for (const name of names) if (name !== "photos") by(name).replaceWith(PARTS[name](page()));
  if (all || names.includes("photos")) photos.draw(by("photos"), meeting);
  for (const text of yard.querySelectorAll("textarea")) fit(text);
  const again = path && yard.querySelector(`[data-bind="${CSS.escape(path)}"]`);
  if (again && again !== document.activeElement) { again.focus({ preventScroll: true }); if (from !== null) try { again.setSelectionRange(from, to); } catch { /* a day has no selection */ } }
  yard.hidden = dock.hidden = false;
  sums();
}

function fit(text) {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

/** What is counted from the document, without drawing its inputs anew. */
function sums() {
  const { doc } = meeting, heading = document.querySelector(".hz-head h1");
  heading.textContent = doc.title || words.untitled;
  const put = (name, text) => { const place = yard.querySelector(`[data-sum="${name}"]`); if (place) place.textContent = text; };
  put("people", peopleSum(doc));
  put("votes", say("votersSum", { count: present(doc) }));
  if (doc.agenda.length) put("agenda", say("agendaSum", { done: doc.agenda.filter((one) => one.done).length, count: doc.agenda.length }));
  for (const vote of doc.votes) yard.querySelector(`[data-vote="${vote.key}"]`)?.replaceWith(voteSum(doc, vote));
  for (const one of doc.decisions) {
    const line = yard.querySelector(`[data-act="${one.key}"]`);
    if (line) { line.hidden = decided(one); line.closest(".act").classList.toggle("wrong", !decided(one)); }
  }
  kept();
}

const missing = () => lacks(meeting.doc, words, fill, known.sides);
let painted = "";

async function kept() {
  const { doc } = meeting, left = missing();
  const wait = differences(meeting.base, doc) + await photos.waiting(meeting).catch(() => 0);
  const parties = 4 - Object.keys(absentParties(doc)).length, whole = doc.decisions.filter(decided).length;
  const warn = (place) => left.some((one) => one.place === place);
  const jumps = [["people", words.jumpPeople, `${parties}/4`], ["agenda", words.agenda, `${doc.agenda.filter((one) => one.done).length}/${doc.agenda.length}`], ["photos", words.photos, `${doc.photos.length}`], ["votes", words.jumpVotes, doc.votes.length ? `${doc.votes.filter((vote) => counted(doc, vote).reduce((sum, one) => sum + one, 0) === present(doc)).length}/${doc.votes.length}` : "0"], ["decisions", words.decisions, `${whole}/${doc.decisions.length}`]];
  const state = by("no-store").hidden ? (wait ? say("keptWaiting", { count: wait }) : meeting.base ? words.keptSent : words.keptOnly) : words.keptNowhere;
  const now = JSON.stringify([jumps, state, left.length, doc.ended, meeting.number, jumps.map(([place]) => warn(place))]);
  if (now === painted) return;
  painted = now;
  const focus = document.activeElement?.closest?.("#dock [data-do]")?.dataset.do;
  const main = doc.ended ? [button(words.reopen, "reopen", {}, "btn"), ...(meeting.number && !wait ? [h("a", { class: "btn btn-primary", href: `/meeting/${meeting.number}/record` }, icon("printer"), words.record)] : [])] : [button(words.endMeeting, "end", {}, "btn btn-primary")];
  dock.replaceChildren(
    h("nav", { class: "jump", "aria-label": words.jump }, ...jumps.map(([place, text, count]) => h("a", { href: `#${place}` }, text, h("b", { class: warn(place) ? "warn" : "" }, count)))),
    h("div", { class: "kept" }, h("span", { class: "tabular", role: "status" }, icon("device-mobile-check"), state), ...(!doc.ended && left.length ? [button(say("lacking", { count: left.length }), "end", {}, "lnk small")] : doc.ended ? [h("span", { class: "small soft" }, words.ended)] : [])),
    h("div", { class: "do" }, ...main));
  if (focus) dock.querySelector(`[data-do="${focus}"]`)?.focus();
}

// -- doing --------------------------------------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  const field = event.target, path = field.dataset?.bind;
  if (!meeting || path === undefined || field.matches("select, [type=checkbox]")) return;
  if (field.dataset.line !== undefined && field.value.includes("\n")) field.value = field.value.replace(/\n/g, " ");
  if (field.matches("textarea")) fit(field);
  change(field, path);
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!meeting) return;
  if (field.dataset?.photos !== undefined) { photos.add(meeting, field.files, () => { touched(); draw("photos"); }).catch(() => { by("no-store").hidden = false; }); return; }
  if (field.dataset?.do === "tick") { ACTS.tick(field); return; }
  if (field.dataset?.bind && field.matches("select, [type=checkbox]")) { change(field, field.dataset.bind); draw(...(field.matches("[type=checkbox]") ? ["people"] : [])); }
});

function change(field, path) {
  if (!path && field.dataset.reason) { // a reason begins: now the party has an entry to hold it
    const one = made("people", { side: field.dataset.reason, present: false, name: known.sides[field.dataset.reason] || "" });
    meeting.doc.people.push(one);
    path = field.dataset.bind = `people/${one.key}/absence`;
  }
  const [holder, name] = at(meeting.doc, path);
  if (!holder) return;
  holder[name] = field.type === "checkbox" ? field.checked : field.dataset.as === "whole" ? whole(field) : field.value;
  if (name === "held_on" && !field.value) holder[name] = meeting.base?.held_on || here(known.zone);
  touched();
}

const FOCUS = { agenda: "text", votes: "subject", decisions: "text" };
const ACTS = {
  add({ dataset }) { put(dataset.list, made(dataset.list), dataset.list, FOCUS[dataset.list]); },
  "add-person"({ dataset }) { put("people", made("people", { side: dataset.side }), "people", "name"); },
  "add-group"({ dataset }) { put("people", made("people", { side: dataset.side, name: words.groupName, heads: 2 }), "people", "heads"); },
  speak({ dataset }) { put("statements", made("statements", { item: dataset.item, who: dataset.who, name: item(meeting.doc, "people", dataset.who)?.name || "", at: stamp() }), "agenda", dataset.who ? "text" : "name"); },
  open({ dataset }) { open.add(dataset.what); draw(dataset.part || "people"); },
  tick(field) {
    const other = known.people[Number(field.dataset.place)], there = meeting.doc.people.find((one) => matches(one, other));
    if (field.checked) {
      if (there) Object.assign(there, { present: true, absence: "" });
      else meeting.doc.people.push(made("people", { name: other.name, person: other.person, side: other.side, unit: other.unit }));
    } else if (there) {
      const used = meeting.doc.statements.some((one) => one.who === there.key);
      if (used) there.present = false; else meeting.doc.people = meeting.doc.people.filter((one) => one !== there);
    }
    touched();
    const place = field.dataset.place;
    draw("people", "agenda", "votes");
    yard.querySelector(`[data-do="tick"][data-place="${place}"]`)?.focus({ preventScroll: true });
  },
  step({ dataset }) {
    const [holder, name] = at(meeting.doc, dataset.path), by_ = Number(dataset.by);
    const most = dataset.path.startsWith("votes/") ? present(meeting.doc) - counted(meeting.doc, holder).reduce((sum, one) => sum + one, 0) + (holder[name] || 0) : 5000;
    holder[name] = Math.max(name === "heads" ? 1 : 0, by_ > 0 ? Math.min(Math.max(most, holder[name] || 0), (holder[name] || 0) + by_) : (holder[name] || 0) + by_);
    touched();
    draw(...(name === "heads" ? ["people", "votes"] : ["votes"]));
    const path = CSS.escape(dataset.path);
    (yard.querySelector(`[data-do="step"][data-path="${path}"][data-by="${by_}"]:not(:disabled)`) || yard.querySelector(`[data-bind="${path}"]`))?.focus({ preventScroll: true });
  },
  method({ dataset }) { item(meeting.doc, "votes", dataset.key).method = dataset.value; touched(); draw("votes"); },
  ballot({ dataset }) {
    const vote = item(meeting.doc, "votes", dataset.key);
    if (vote.ballots[dataset.who] === dataset.value) delete vote.ballots[dataset.who]; else vote.ballots[dataset.who] = dataset.value;
    [vote.yes, vote.no, vote.abstain] = counted(meeting.doc, vote);
    touched();
    draw("votes");
    yard.querySelector(`[data-do="ballot"][data-who="${dataset.who}"][data-key="${dataset.key}"][data-value="${dataset.value}"]`)?.focus({ preventScroll: true });
  },
  rest({ dataset }) {
    const vote = item(meeting.doc, "votes", dataset.key);
    if (vote.method === "hands") vote.abstain = (vote.abstain || 0) + Math.max(0, present(meeting.doc) - sum(meeting.doc, vote));
    else {
      for (const one of voters(meeting.doc)) vote.ballots[one.key] ??= "yes";
      [vote.yes, vote.no, vote.abstain] = counted(meeting.doc, vote);
    }
    touched();
    draw("votes");
  },
  async remove({ dataset }) {
    const was = copy(meeting.doc);
    await keepState("deleted");
    meeting.doc[dataset.list] = meeting.doc[dataset.list].filter((one) => one.key !== dataset.key);
    touched();
    draw();
    hand.undo(() => { meeting.doc[dataset.list] = bringBack(was[dataset.list], meeting.doc[dataset.list], dataset.key); touched(); draw(); });
  },
  async person({ dataset }) {
    const [holder, name] = at(meeting.doc, dataset.path);
    const near = known.people.filter((one) => one.person).map((one) => ({ value: one.person, label: one.name, note: [known.sides[one.side], one.note].filter(Boolean).join(" · "), unit: one.unit }));
    const there = new Set(meeting.doc.people.filter((one) => one.present).map((one) => one.person));
    near.sort((one, other) => Number(there.has(other.value)) - Number(there.has(one.value)));
    const found = await hand.choose(words.choosePerson, "person", near.filter((one, place) => near.findIndex((other) => other.value === one.value) === place));
    if (!found) return;
    holder[name] = found.value;
    if (name === "person") holder.unit = found.unit ?? holder.unit;
    titled("person", found);
    touched();
    draw(name === "person" ? "decisions" : "head");
  },
  async "add-issue"() {
    const found = await hand.choose(words.addIssue, "issue", []);
    if (!found || meeting.doc.issues.some((one) => one.issue === found.value)) return;
    titled("issue", found);
    meeting.doc.issues.push({ key: uuid(), issue: found.value });
    touched();
    draw("issues");
  },
  async states() {
    const found = await hand.states(meeting);
    if (!found) return;
    await keepState("before");
    meeting.doc = found;
    touched();
    draw();
  },
  async end() {
    const left = missing();
    const yes = await hand.end(meeting, left);
    if (!yes) return;
    await keepState("ended");
    meeting.doc.ended = true;
    touched();
    draw();
    send();
  },
  reopen() { meeting.doc.ended = false; touched(); draw(); },
};

function titled(of, { value, label }) { meeting.titles = { ...meeting.titles, [of]: { ...meeting.titles?.[of], [value]: label } }; }

function put(list, one, part, field) {
  meeting.doc[list].push(one);
  touched();
  draw(part);
  const place = yard.querySelector(`[data-bind="${list}/${one.key}/${field}"]`);
  place?.focus();
  place?.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element && event.target.closest("[data-do], [data-lack], .jump a, #refused a");
  if (!target || !meeting || target.matches("input")) return;
  if (target.dataset.do !== undefined) { ACTS[target.dataset.do]?.(target); return; }
  event.preventDefault();
  const lack = target.dataset.lack ? JSON.parse(target.dataset.lack) : null;
  const place = lack ? by({ people: `party-${lack.key}`, votes: `vote-${lack.key}`, decisions: `decision-${lack.key}` }[lack.place] || lack.place) || by(lack.place) : yard.querySelector(`[data-bind="${CSS.escape(target.dataset.path || "-")}"]`) || by(target.hash.slice(1));
  place?.scrollIntoView({ block: "start" });
  if (lack || target.dataset.path) setTimeout(() => (place?.matches("input, textarea") ? place : place?.querySelector(".why-not textarea, textarea, .lack, input"))?.focus({ preventScroll: true }));
});
for (const form of document.querySelectorAll("[data-sign-out]")) form.addEventListener("submit", () => { meeting = null; });

// -- beginning ----------------------------------------------------------------------------------------------------

async function begin() {
  const issues = new URLSearchParams(location.search).getAll("issue");
  const found = await device.learn(new URLSearchParams(issues.map((number) => ["issue", number])));
  known = found || known;
  const there = issues.length && navigator.onLine ? known.issues || [] : [];
  meeting = { key: uuid(), number: null, user: store.owner(), doc: empty(known.zone, { organisation: known.organisation ?? null, recorder: known.me ?? null, chair: known.me ?? null, issues: there }), base: null, revision: "", sent: null, theirs: null, titles: known.titles || {}, known, files: {} };
  meeting.doc.title = there.length ? (known.titles?.issue?.[there[0].issue] || "").slice(0, 100) : "";
  meeting.doc.title = fill(meeting.doc.title ? words.titleOf : words.titleNew, { what: meeting.doc.title, day: meeting.doc.held_on.slice(0, 10) }).slice(0, 120);
  fresh = true;
}

async function resume(key, number) {
  meeting = (key && await store.get("meetings", key)) || null;
  const left = key && store.takeLast(key);
  if (meeting && left && left.at >= meeting.at) meeting.doc = left.doc;
  if (!meeting) {
    const found = await sync.ask(`/meeting/document/${key}${number ? `?id=${number}` : ""}`).catch(() => null);
    if (!found) return false;
    meeting = { key, number: found.number, user: store.owner(), doc: found.document, sent: null, titles: {} };
    sync.take(meeting, found.document, found, found.document);
    await save();
  }
  known = meeting.known || known;
  return true;
}

async function main() {
  network();
  device.prepare();
  const user = document.body.dataset.user;
  try { if (user) await store.enter(user); await store.all("known"); } catch { by("no-store").hidden = false; }
  const path = location.pathname, key = start.key || /\/open\/([0-9a-f-]+)/.exec(path)?.[1];
  if (start.mode === "list" || path === "/meeting/") { if (by("starts")) by("starts").hidden = false; if (user) device.learn("").catch(() => null); await device.onDevice(); return; }
  if (path === "/meeting/new") await begin();
  else {
    const number = start.number || Number(/\/meeting\/(\d+)$/.exec(path)?.[1]) || null;
    const stored = key || (await store.all("meetings")).find((one) => one.number === number)?.key;
    if (!await resume(stored, number)) { refused({ "": words.notHere }); await device.onDevice(); return; }
    const unit = meeting.doc.organisation;
    if (user && navigator.onLine) known = meeting.known = (await device.learn(unit ? `organisation=${unit}` : "")) || known;
    else if (!known.people.length) known = (await store.get("known", "context")) || known;
  }
  for (const [of, titles] of Object.entries(known.titles || {})) meeting.titles[of] = { ...titles, ...meeting.titles[of] };
  draw();
  if (meeting.theirs) clashes();
  send();
  if (meeting.base && user) refresh();
}

/** Another device may have gone on meanwhile: nothing of mine is open, so theirs is taken over. */
async function refresh() {
  if (meeting.sent || meeting.theirs || differences(meeting.base, meeting.doc)) return;
  const found = await sync.ask(`/meeting/document/${meeting.key}?id=${meeting.number}`).catch(() => null);
  if (!found || found.revision === meeting.revision || meeting.sent || differences(meeting.base, meeting.doc)) return;
  sync.take(meeting, meeting.base, found);
  await save();
  draw();
}

main();
