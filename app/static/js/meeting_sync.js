// Sends a meeting when there is a network: the document, then its photos one by one. Everything may be sent twice.

import { copy, uuid } from "./meeting_doc.js";
import { differences, merge } from "./meeting_merge.js";
import * as store from "./meeting_store.js";

const TRY = 20000;

async function call(url, options = {}) {
  const gone = new AbortController(), timer = setTimeout(() => gone.abort(), options.patience || TRY);
  try {
    const answer = await fetch(url, { credentials: "same-origin", ...options, signal: gone.signal, headers: { "X-Requested-With": "fetch", Accept: "application/json", ...options.headers } });
    const found = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    return { status: answer.status, found };
  } finally {
    clearTimeout(timer);
  }
}

export const ask = async (url) => {
  const { status, found } = await call(url);
  return status === 200 ? found : null;
};

/** A fresh token: "" for a session that is over, null for another account. */
export async function token(user) {
  const { status, found } = await call("/meeting/token");
  if (status === 401) return "";
  if (status !== 200) throw new Error(String(status));
  return found.user === user ? found.csrf : null;
}

/**
 * Send a meeting. `tell` is called with what happened: {lapsed}, {stranger}, {refused: {path: words}}, {gone},
 * {clashes}, {changed}. Throws without network.
 */
export async function send(meeting, save, tell) {
  const csrf = await token(meeting.user);
  if (csrf === "") { tell({ lapsed: true }); return; }
  if (csrf === null) { tell({ stranger: true }); return; }
  const head = { "X-CSRFToken": csrf };
  if (meeting.theirs) { tell({ clashes: true }); return; }
  if (meeting.sent || !meeting.base || differences(meeting.base, meeting.doc)) {
    if (!await sendDocument(meeting, head, save, tell)) return;
  }
  for (const photo of await store.allOf("photos", meeting.key)) {
    if (photo.sent || !meeting.doc.photos.some((one) => one.key === photo.key)) continue;
    if (!await sendPhoto(meeting, photo, head, save, tell)) return;
  }
}

async function sendDocument(meeting, head, save, tell) {
  if (!meeting.sent) { // what was sent and not answered is sent again as it was, so that it counts once
    const arrived = new Set((meeting.base?.photos || []).map((one) => one.key));
    const doc = copy(meeting.doc);
    doc.photos = doc.photos.filter((one) => arrived.has(one.key));
    meeting.sent = { token: uuid(), doc };
    await save();
  }
  const { status, found } = await call("/meeting/sync", {
    method: "POST", headers: { ...head, "Content-Type": "application/json" },
    body: JSON.stringify({ device_key: meeting.key, id: meeting.number, base: meeting.revision || "", token: meeting.sent.token, document: meeting.sent.doc }),
  });
  if (status === 200) {
    const was = meeting.sent.doc;
    meeting.sent = null;
    return absorb(meeting, was, found, save, tell);
  }
  if (status === 409) {
    const mine = found.token === meeting.sent.token;
    const was = mine ? meeting.sent.doc : meeting.base || meeting.sent.doc;
    const { clashes } = merge(was, meeting.doc, found.document);
    meeting.sent = null;
    if (clashes.length) { meeting.theirs = found; tell({ clashes: true }); } else take(meeting, was, found);
    await save();
    tell({ changed: true });
    return false; // what was merged goes with the next sending
  }
  meeting.sent = null;
  await save();
  if (status === 422) tell({ refused: found.errors });
  else if (status === 401) tell({ lapsed: true });
  else if (status === 404) tell({ gone: true });
  else throw new Error(String(status));
  return false;
}

async function sendPhoto(meeting, photo, head, save, tell) {
  const body = new FormData();
  for (const [name, value] of [["device_key", meeting.key], ["id", meeting.number], ["key", photo.key], ["at", photo.at]]) body.set(name, value);
  body.set("file", photo.blob, "photo.jpg");
  const { status, found } = await call("/meeting/photo", { method: "POST", headers: head, body, patience: 120000 });
  if (status === 200) {
    await store.put("photos", { ...photo, sent: true });
    return absorb(meeting, meeting.base, found, save, tell);
  }
  if (status === 422) tell({ refused: found.errors });
  else if (status === 401) tell({ lapsed: true });
  else if (status !== 409) throw new Error(String(status));
  return status === 422;
}

/** Take the answer in; where somebody else wrote what I have changed since, it is asked like any clash. */
async function absorb(meeting, was, found, save, tell) {
  const { clashes } = merge(was, meeting.doc, found.document);
  if (clashes.length) { meeting.base = was; meeting.theirs = found; tell({ clashes: true }); } else take(meeting, was, found);
  await save();
  tell({ changed: true });
  return !clashes.length;
}

/** What stands in the database is what was; what I changed since stays mine. */
export function take(meeting, was, found, doc) {
  meeting.doc = copy(doc || merge(was, meeting.doc, found.document).doc);
  meeting.base = copy(found.document);
  meeting.revision = found.revision;
  meeting.number = found.number;
  meeting.titles = { ...meeting.titles };
  for (const [of, titles] of Object.entries(found.titles)) meeting.titles[of] = { ...meeting.titles[of], ...titles };
  meeting.files = found.files;
  meeting.theirs = null;
}
