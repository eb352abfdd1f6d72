// The open issues as dots on a map. Works without tiles: the list below says the same in words.

import { element, fill, json, load } from "./kit.js";
import { draw } from "./place.js";

const box = document.querySelector(".dots"), status = box.querySelector("[role=status]"), list = box.querySelector(".dots-list");
const COLOURS = { late: "--late", soon: "--soon", "": "--chart-1" };

try {
  const [{ dots, more, most }] = await Promise.all([json(box.dataset.points), load(box.dataset.leafletCss), load(box.dataset.leaflet)]);
  status.textContent = dots.length ? fill(more ? box.dataset.cut : box.dataset.some, { n: more ? most : dots.length }) : box.dataset.none;
  const L = window.L, places = dots.map((dot) => dot.at.map(Number));
  const map = draw(box.querySelector(".dots-map"), places[0] || [36.2, 117.1], 14);
  dots.forEach((dot, index) => {
    const popup = element("p", {}, element("a", { href: dot.url }, dot.title), element("br"), dot.words);
    L.circleMarker(places[index], { radius: dot.tone === "late" ? 8 : 6, color: `var(${COLOURS[dot.tone]})`, fillColor: `var(${COLOURS[dot.tone]})`, fillOpacity: 0.7, weight: 2 }).bindPopup(popup).addTo(map);
    if (index < 60) list.append(element("li", {}, element("a", { href: dot.url }, dot.title), dot.words ? element("span", { class: `tag ${dot.tone}` }, dot.words) : ""));
  });
  if (places.length > 1) map.fitBounds(places, { padding: [24, 24], maxZoom: 16 });
} catch {
  status.textContent = box.dataset.failed;
}
