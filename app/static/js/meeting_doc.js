// A meeting's document: how it begins, how its values are reached, what it lacks. The server checks the same again.

export const PARTIES = ["community_party", "property_company", "owners_committee", "parties"];
export const LISTS = ["issues", "people", "agenda", "statements", "votes", "decisions", "photos"];
export const NEW = {
  people: { name: "", person: null, side: "parties", unit: null, present: true, observer: false, heads: null, absence: "" },
  agenda: { text: "", done: false },
  statements: { item: "", who: "", name: "", text: "", at: "" },
  votes: { subject: "", method: "hands", yes: 0, no: 0, abstain: 0, ballots: {} },
  decisions: { text: "", person: null, unit: null, due: "" },
  photos: { at: "" },
};

/** A UUID, also where the page has no HTTPS. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export const copy = (value) => JSON.parse(JSON.stringify(value));
export const stamp = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

/** The wall clock of the office as a date field has it, whatever zone the device is set to; the device's own without one. */
export function here(zone, date = new Date()) {
  const how = { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const part = Object.fromEntries(new Intl.DateTimeFormat("en-GB", how).formatToParts(date).map((one) => [one.type, one.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

export function empty(zone, values) {
  return { title: "", organisation: null, format: "bench", venue: "", held_on: here(zone), chair: null, recorder: null, quorum: null, resolution: "", ended: false, ...Object.fromEntries(LISTS.map((name) => [name, []])), ...values };
}

export const made = (list, values = {}) => ({ key: uuid(), ...copy(NEW[list]), ...values });
export const item = (doc, list, key) => doc[list].find((one) => one.key === key);

/** [holder, name] of a path like "title" or "people/<key>/name"; the holder is undefined when the item is gone. */
export function at(doc, path) {
  const parts = path.split("/");
  return parts.length === 1 ? [doc, path] : [item(doc, parts[0], parts[1]), parts[2]];
}

export const heads = (person) => person.heads || 1;
export const voters = (doc) => doc.people.filter((one) => one.present && !one.observer);
export const present = (doc) => voters(doc).reduce((sum, one) => sum + heads(one), 0);
export const ofSide = (doc, side) => voters(doc).filter((one) => one.side === side);

export function counted(doc, vote) {
  if (vote.method === "hands") return [vote.yes || 0, vote.no || 0, vote.abstain || 0];
  const sums = { yes: 0, no: 0, abstain: 0 }, there = new Map(voters(doc).map((one) => [one.key, heads(one)]));
  for (const [who, ballot] of Object.entries(vote.ballots)) sums[ballot] += there.get(who) || 0;
  return [sums.yes, sums.no, sums.abstain];
}
export const sum = (doc, vote) => counted(doc, vote).reduce((total, one) => total + one, 0);

/** {party: reason} of the four parties that nobody present speaks for. */
export function absentParties(doc) {
  const found = {};
  for (const party of PARTIES) if (!ofSide(doc, party).length) {
    found[party] = doc.people.find((one) => one.side === party && !one.present && one.absence.trim())?.absence.trim() || "";
  }
  return found;
}

export const decided = (one) => Boolean(one.text.trim() && one.person && one.due);

/** What stands in the way of ending: [{place, key, text}]. `fill` puts values into the page's sentences. */
export function lacks(doc, words, fill, sides) {
  const found = [], there = present(doc), say = (place, key, text, values = {}) => found.push({ place, key, text: fill(text, values) });
  if (!doc.title.trim()) say("head", "title", words.lackTitle);
  if (!there) say("people", "", words.lackPeople);
  else if (there < (doc.quorum || 0)) say("people", "", words.lackQuorum, { present: there, needed: doc.quorum });
  for (const [party, reason] of Object.entries(absentParties(doc))) if (!reason) say("people", party, words.lackReason, { party: sides[party] || party });
  doc.votes.forEach((vote, place) => {
    const values = { number: place + 1, votes: sum(doc, vote), present: there };
    if (!vote.subject.trim()) say("votes", vote.key, words.lackSubject, values);
    else if (values.votes !== there) say("votes", vote.key, words.lackVotes, values);
  });
  doc.decisions.forEach((one, place) => {
    const what = [[one.text.trim(), words.lackText], [one.person, words.lackPerson], [one.due, words.lackDay]].filter(([there_]) => !there_).map(([, word]) => word);
    if (what.length) say("decisions", one.key, words.lackDecision, { number: place + 1, what: what.join(words.comma) });
  });
  return found;
}

/** A list with an item that was deleted, where it stood. */
export function bringBack(was, now, key) {
  if (now.some((one) => one.key === key)) return now;
  const place = was.findIndex((one) => one.key === key), found = [...now];
  found.splice(Math.min(place, found.length), 0, was[place]);
  return found;
}

/** The whole number in an input, which shows it afterwards; what is no digit goes. */
export function whole(field) {
  const digits = field.value.normalize("NFKC").replace(/\D/g, "");
  if (field.value !== digits) field.value = digits;
  if (!digits) return field.dataset.none !== undefined ? null : 0;
  const found = Math.min(Number(digits), Number(field.dataset.most));
  if (String(found) !== digits) field.value = String(found);
  return found;
}
