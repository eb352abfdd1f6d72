// The way through a list: what its page shows is remembered in this tab, so that a record knows its neighbours.

const KEY = "hz-trail";

/** Remember the rows of a list in their order, and the address that shows them. */
export function remember(links) {
  const places = links.map((link) => link.pathname);
  if (!places.length) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ from: location.pathname + location.search, places }));
  } catch { /* without storage there are no neighbours */ }
}

/** {from, previous, next} of the record at a path; null when it was not reached through a list. */
export function around(path) {
  try {
    const { from, places } = JSON.parse(sessionStorage.getItem(KEY)) || {};
    const at = places ? places.indexOf(path) : -1;
    return at < 0 ? null : { from, previous: places[at - 1] || "", next: places[at + 1] || "" };
  } catch {
    return null; // no storage, or not ours
  }
}
