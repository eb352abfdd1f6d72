// What lies on the device besides a meeting that is open: the worker that opens the page without network, and the list.

import { element as h } from "./kit.js";
import { differences } from "./meeting_merge.js";
import { button, say, words } from "./meeting_parts.js";
import * as photos from "./meeting_photos.js";
import * as store from "./meeting_store.js";
import * as sync from "./meeting_sync.js";

const by = (id) => document.getElementById(id);

/** Start the worker, or say that there can be none. */
export async function prepare() {
  navigator.storage?.persist?.();
  if (!window.isSecureContext || !("serviceWorker" in navigator)) { by("not-safe").hidden = false; return; }
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/meeting/" });
    const look = await caches.open("hz-meeting-look");
    await look.put("/meeting/look", new Response(document.documentElement.lang.startsWith("en") ? "en" : "zh"));
    await navigator.serviceWorker.ready;
    document.body.dataset.ready = "offline";
  } catch {
    by("not-safe").hidden = !navigator.onLine; // without network the worker is at work already
  }
}

/** The meetings that lie here; those that have arrived can go. */
export async function onDevice() {
  const found = (await store.all("meetings")).sort((one, other) => other.at - one.at);
  const rows = await Promise.all(found.map(async (one) => {
    const wait = differences(one.base, one.doc) + await photos.waiting(one);
    const drop = !wait && one.base ? button(words.forget, "forget", { "data-key": one.key }, "btn") : "";
    if (drop) drop.addEventListener("click", async () => { await store.forget(one.key); onDevice(); });
    return h("li", {}, h("a", { href: `/meeting/open/${one.key}` }, h("span", { class: "strong" }, one.doc.title || words.untitled), h("span", { class: "small soft tabular" }, one.doc.held_on.replace("T", " "))), h("span", { class: `tag ${wait ? "soon" : "ok"}` }, wait ? say("waiting", { count: wait }) : words.sentWord), drop);
  }));
  by("on-device").hidden = !rows.length;
  by("on-device").querySelector("ul").replaceChildren(...rows);
}

/** What a meeting needs to know beforehand; without network, what was learnt last. */
export async function learn(query) {
  try {
    const found = await sync.ask(`/meeting/context?${query}`);
    if (found) { await store.put("known", { key: "context", ...found }); return found; }
  } catch { /* no network */ }
  return (await store.get("known", "context")) || null;
}
