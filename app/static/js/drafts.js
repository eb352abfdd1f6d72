// Where drafts are kept: this browser's storage, under the account, never secret fields or files.

const PREFIX = `hz-draft:${document.body.dataset.user || ""}:`;
const RECENT = `hz-recent:${document.body.dataset.user || ""}:`;
const SENT = "hz-sent";
const DAYS = 14;

export function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + key));
    return found && Date.now() - found.at < DAYS * 864e5 ? found : null;
  } catch {
    return null; // no storage, or not ours
  }
}

let closed = false; // after signing out nothing more is kept, not even by a page that is just being left

export function write(key, values) {
  if (closed) return false;
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values }));
    return true;
  } catch {
    return false; // full or forbidden: saving still works
  }
}

export function drop(key) {
  try { localStorage.removeItem(PREFIX + key); } catch { /* nothing was kept either */ }
}

/** A form was sent: its draft goes once another page shows that it was saved. */
export function sent(key) {
  try { sessionStorage.setItem(SENT, key); } catch { /* the draft is offered again, no harm */ }
}

export function settle() {
  try {
    const key = sessionStorage.getItem(SENT);
    if (!key || "keepsDraft" in document.body.dataset) return;
    const same = document.querySelector(`form[data-draft="${CSS.escape(key)}"]`);
    sessionStorage.removeItem(SENT);
    if (!same) drop(key); // the form again: it was refused, or never arrived
  } catch { /* as above */ }
}

export function giveUp() {
  try {
    const key = sessionStorage.getItem(SENT);
    if (key) drop(key);
    sessionStorage.removeItem(SENT);
  } catch { /* as above */ }
}

export function clear() {
  closed = true;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) || key.startsWith(RECENT)) localStorage.removeItem(key);
    sessionStorage.clear();
  } catch { /* as above */ }
}

export function recent(source) {
  try { return JSON.parse(localStorage.getItem(RECENT + source)) || []; } catch { return []; }
}

export function remember(source, option, most = 4) {
  try {
    const kept = [option, ...recent(source).filter((item) => item.value !== option.value)].slice(0, most);
    localStorage.setItem(RECENT + source, JSON.stringify(kept));
  } catch { /* as above */ }
}
