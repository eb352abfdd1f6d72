// Turns what was, what I made of it and what another device made of it into one document and a list of clashes.

import { LISTS, copy } from "./meeting_doc.js";

const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === "object") return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
  return value ?? null;
}

/** {doc, clashes}: a clash is {path, base, mine, theirs}; until it is decided the document keeps mine. */
export function merge(base, mine, theirs) {
  const clashes = [], doc = {};
  for (const name of Object.keys({ ...mine, ...theirs })) {
    if (LISTS.includes(name)) doc[name] = list(name, base[name] || [], mine[name] || [], theirs[name] || [], clashes);
    else doc[name] = value(name, base[name], mine[name], theirs[name], clashes);
  }
  return { doc, clashes };
}

function value(path, base, mine, theirs, clashes) {
  if (same(mine, theirs) || same(theirs, base)) return copy(mine ?? null);
  if (same(mine, base)) return copy(theirs ?? null);
  clashes.push({ path, base: base ?? null, mine: mine ?? null, theirs: theirs ?? null });
  return copy(mine ?? null);
}

function list(name, base, mine, theirs, clashes) {
  const by = (items) => new Map(items.map((one) => [one.key, one]));
  const was = by(base), here = by(mine), there = by(theirs), found = [];
  for (const key of new Set([...here.keys(), ...there.keys()])) {
    const [old, my, their] = [was.get(key), here.get(key), there.get(key)];
    if (my && their) {
      const one = { key };
      for (const field of Object.keys({ ...my, ...their })) if (field !== "key") one[field] = value(`${name}/${key}/${field}`, old?.[field], my[field], their[field], clashes);
      found.push(one);
    } else if (my && old) { // deleted there
      if (same(my, old)) continue;
      clashes.push({ path: `${name}/${key}`, base: old, mine: my, theirs: null });
      found.push(copy(my));
    } else if (their && old) { // deleted here
      if (!same(their, old)) clashes.push({ path: `${name}/${key}`, base: old, mine: null, theirs: their });
    } else found.push(copy(my || their));
  }
  return found;
}

/** Put a decision into the document. */
export function settle(doc, clash, theirs) {
  const [name, key, field] = clash.path.split("/"), chosen = copy(theirs ? clash.theirs : clash.mine);
  if (!key) { doc[name] = chosen; return; }
  const place = doc[name].findIndex((one) => one.key === key);
  if (field) { if (place >= 0) doc[name][place][field] = chosen; } else if (chosen && place < 0) doc[name].push(chosen);
  else if (!chosen && place >= 0) doc[name].splice(place, 1);
}

/** How many things differ: what is still to be sent. */
export function differences(base, doc) {
  if (!base) return 1 + LISTS.reduce((sum, name) => sum + (name === "photos" ? 0 : doc[name].length), 0);
  let found = Object.keys(doc).filter((name) => !LISTS.includes(name) && !same(doc[name], base[name])).length;
  for (const name of LISTS) {
    const was = new Map((base[name] || []).map((one) => [one.key, one]));
    if (name !== "photos") for (const one of doc[name]) if (!same(one, was.get(one.key))) found++;
    for (const key of was.keys()) if (!doc[name].some((one) => one.key === key)) found++;
  }
  return found;
}
