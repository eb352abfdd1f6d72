// The dialogs of a meeting: choose a person or an issue, go back to an earlier state, end the meeting.

import { clock, element as h } from "./kit.js";
import { LISTS, copy, decided, present } from "./meeting_doc.js";
import { button, icon, say, title, words } from "./meeting_parts.js";
import * as store from "./meeting_store.js";
import * as sync from "./meeting_sync.js";
import * as toast from "./toast.js";

const dialog = document.getElementById("choose");
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-shut]")) dialog.close();
});

function show(heading, body, feet = []) {
  dialog.replaceChildren(h("header", {}, h("h2", { id: "choose-h" }, heading), h("button", { type: "button", class: "icon-btn", "data-shut": true, "aria-label": words.shut }, icon("x"))), h("div", { class: "in" }, ...body), ...(feet.length ? [h("div", { class: "feet" }, ...feet)] : []));
  if (!dialog.open) dialog.showModal();
}

/** Choose a row: those at hand first, then what the server finds. Resolves to {value, label} or null. */
export function choose(heading, what, at_hand) {
  return new Promise((done) => {
    const search = h("input", { class: "form-control", type: "search", placeholder: words.search, "aria-label": words.search, autocomplete: "off" });
    const list = h("ul", { class: "lines picking" }), note = h("p", { class: "soft small", role: "status" });
    let chosen = null, timer = 0, turn = 0;
    const draw = (options) => list.replaceChildren(...options.map((one) => {
      const made = h("button", { type: "button" }, h("span", { class: "strong" }, one.label), h("span", { class: "small soft" }, one.note || ""));
      made.addEventListener("click", () => { chosen = one; dialog.close(); });
      return h("li", {}, made);
    }));
    const find = async () => {
      const text = search.value.trim(), mine = ++turn;
      const near = at_hand.filter((one) => one.label.includes(text));
      draw(near);
      note.textContent = "";
      if (!text && near.length) return;
      try {
        const found = await sync.ask(`/meeting/find?what=${what}&q=${encodeURIComponent(text)}`);
        if (mine !== turn) return;
        const known = new Set(near.map((one) => one.value)), rest = (found?.options || []).filter((one) => !known.has(one.value));
        draw([...near, ...rest]);
        if (!near.length && !rest.length) note.textContent = words.nothingFound;
      } catch {
        note.textContent = words.findOffline;
      }
    };
    search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 250); });
    show(heading, [search, note, list]);
    find();
    if (!at_hand.length) search.focus();
    dialog.addEventListener("close", () => done(chosen), { once: true });
  });
}

/** Earlier states of a meeting; resolves to the document to bring back, or null. */
export async function states(meeting) {
  const found = (await store.allOf("states", meeting.key)).reverse();
  return new Promise((done) => {
    let chosen = null;
    const rows = found.map((state) => {
      const made = button(words.bringBack, "", {}, "btn");
      made.addEventListener("click", () => { chosen = copy(state.doc); dialog.close(); });
      const counts = LISTS.filter((name) => state.doc[name].length && words.lists[name]).map((name) => `${words.lists[name]} ${state.doc[name].length}`).join(words.comma);
      return h("li", {}, h("span", { class: "grow-1" }, h("span", { class: "strong block" }, clock(state.at)), h("span", { class: "small soft block" }, words.why[state.why] || ""), h("span", { class: "small soft block" }, counts)), made);
    });
    show(words.states, [h("p", { class: "soft" }, words.statesHelp), h("ul", { class: "lines" }, ...rows)]);
    dialog.addEventListener("close", () => done(chosen), { once: true });
  });
}

/** What is missing, with links; or what will be signed off. Resolves to whether to end. */
export function end(meeting, missing) {
  return new Promise((done) => {
    let yes = false;
    if (missing.length) {
      const links = missing.map((one) => h("li", {}, h("a", { class: "lnk", href: `#${one.place}`, "data-lack": JSON.stringify(one), "data-shut": true }, one.text)));
      show(say("lackTitle_", { count: missing.length }), [h("ul", { class: "lack-list" }, ...links)], [button(words.goOn, "", { "data-shut": true }, "btn")]);
    } else {
      const { doc } = meeting, sure = button(words.signOff, "", {}, "btn btn-primary", "signature");
      sure.addEventListener("click", () => { yes = true; dialog.close(); });
      show(words.endTitle, [h("p", {}, say("endText", { people: present(doc), decisions: doc.decisions.filter(decided).length, votes: doc.votes.length })), ...doc.decisions.map((one) => h("p", { class: "small soft" }, `${one.text} · ${title(meeting, "person", one.person)} · ${one.due}`))], [button(words.cancel, "", { "data-shut": true }, "btn"), sure]);
    }
    dialog.addEventListener("close", () => done(yes), { once: true });
  });
}

/** Say that something is gone, with a way back for ten seconds. */
export function undo(back) {
  document.querySelector(".hz-toast.deleted")?.remove();
  const again = h("button", { type: "button" }, words.undo), box = h("div", { class: "hz-toast deleted", role: "status", "data-seconds": "10" }, h("span", {}, words.deleted), again);
  again.addEventListener("click", () => { back(); box.remove(); });
  document.body.append(box);
  toast.start(box);
}
