// The way through a list: what its page shows is remembered in this tab, so that a record knows its neighbours. At the
// end of a page the next page of the list is fetched.

import { ask } from "./kit.js";

const KEY = "hz-trail";
const ROWS = ".sheet .rows .t a";

/** Remember the rows of the list that is shown in their order, its address, and those of the pages around it. */
export function remember() {
  const trail = { from: location.pathname + location.search, ...read(document) };
  if (trail.places.length) write(trail);
}

/** {from, previous, next} of the record at a path; null when it was not reached through a list. */
export async function around(path) {
  const trail = stored();
  let at = trail ? trail.places.indexOf(path) : -1;
  if (at < 0) return null;
  if (at === 0 && trail.pages.prev) at += await lengthen(trail, "prev");
  if (at === trail.places.length - 1 && trail.pages.next) await lengthen(trail, "next");
  return { from: trail.from, previous: trail.places[at - 1] || "", next: trail.places[at + 1] || "" };
}

/** Add the rows of the page behind (next) or before (prev) the ones that are known; how many came before them. */
async function lengthen(trail, rel) {
  try {
    const answer = await ask(trail.pages[rel]);
    if (!answer.ok || answer.redirected) return 0;
    const found = read(new DOMParser().parseFromString(await answer.text(), "text/html"));
    trail.pages[rel] = found.pages[rel];
    const more = found.places.filter((place) => !trail.places.includes(place)); // the list may have moved meanwhile
    trail.places = rel === "prev" ? [...more, ...trail.places] : [...trail.places, ...more];
    write(trail);
    return rel === "prev" ? more.length : 0;
  } catch {
    return 0; // no network: the end of the page is the end of the way
  }
}

function read(page) {
  const places = [...page.querySelectorAll(ROWS)].map((link) => new URL(link.getAttribute("href"), location.href).pathname);
  const to = (rel) => page.querySelector(`.foot .pager a[rel=${rel}]`)?.getAttribute("href") || "";
  return { places, pages: { prev: to("prev"), next: to("next") } };
}

function stored() {
  try {
    const trail = JSON.parse(sessionStorage.getItem(KEY));
    return trail?.places && trail.pages ? trail : null;
  } catch {
    return null; // no storage, or not ours
  }
}

function write(trail) {
  try { sessionStorage.setItem(KEY, JSON.stringify(trail)); } catch { /* without storage there are no neighbours */ }
}
