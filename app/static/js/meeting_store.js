// Where a phone keeps its meetings: IndexedDB, one account's at a time. No secret field ever comes here.

const NAME = "hz-meeting", OWNER = "hz-meeting-owner", LEAVE = "hz-meeting-leave", LAST = "hz-meeting-last:", STATES = 30;
let opened = null;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("meetings", { keyPath: "key" });
      base.createObjectStore("photos", { keyPath: "key" }).createIndex("meeting", "meeting");
      base.createObjectStore("states", { keyPath: "id", autoIncrement: true }).createIndex("meeting", "meeting");
      base.createObjectStore("known", { keyPath: "key" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = () => { opened = null; failed(asked.error); };
  });
  return opened;
}

async function run(store, mode, work) {
  const base = await open();
  return new Promise((done, failed) => {
    const all = base.transaction(store, mode, { durability: "strict" });
    const asked = work(all.objectStore(store));
    all.oncomplete = () => done(asked?.result);
    all.onerror = all.onabort = () => failed(all.error);
  });
}

export const get = (store, key) => run(store, "readonly", (at) => at.get(key));
export const all = (store) => run(store, "readonly", (at) => at.getAll());
export const allOf = (store, meeting) => run(store, "readonly", (at) => at.index("meeting").getAll(meeting));
export const put = (store, value) => run(store, "readwrite", (at) => at.put(value));
export const drop = (store, key) => run(store, "readwrite", (at) => at.delete(key));

/** Keep a state of a document to go back to; only the last ones stay. */
export async function remember(meeting, doc, why) {
  await put("states", { meeting, doc, why, at: Date.now() });
  const old = (await allOf("states", meeting)).slice(0, -STATES);
  for (const state of old) await drop("states", state.id);
}

/** All of a meeting leaves the device. */
export async function forget(key) {
  for (const store of ["photos", "states"]) {
    for (const item of await allOf(store, key)) await drop(store, item.key ?? item.id);
  }
  await drop("meetings", key);
  localStorage.removeItem(LAST + key);
}

/** What a page that is being left cannot write in time otherwise. */
export function last(meeting) {
  try { localStorage.setItem(LAST + meeting.key, JSON.stringify({ at: Date.now(), doc: meeting.doc })); } catch { /* the store has all but the last moment */ }
}

export function takeLast(key) {
  try {
    const found = JSON.parse(localStorage.getItem(LAST + key));
    localStorage.removeItem(LAST + key);
    return found;
  } catch {
    return null;
  }
}

export const owner = () => localStorage.getItem(OWNER) || "";

/** Somebody is signed in on this device: what another account left here goes. */
export async function enter(user) {
  if (owner() && owner() !== user) await clear();
  localStorage.setItem(OWNER, user);
}

/** Nothing of anybody stays. */
export async function clear() {
  if (opened) (await opened.catch(() => null))?.close();
  opened = null;
  for (const key of Object.keys(localStorage)) if (key === OWNER || key === LEAVE || key.startsWith(LAST)) localStorage.removeItem(key);
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}
