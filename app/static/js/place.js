// Places: a point on a map that works without tiles, the device's own position, or typed coordinates.

import { load } from "./kit.js";

const COORDINATES = /^\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$/;

export function setUp(form) {
  for (const input of form.querySelectorAll("[data-place]")) make(input, form);
}

const point = (text) => { const found = COORDINATES.exec(text.normalize("NFKC")); return found ? [Number(found[1]), Number(found[2])] : null; };

function make(input, form) {
  const field = input.closest(".field"), box = field.querySelector(".hz-map");
  const here = field.querySelector("[data-locate]"), toggle = field.querySelector("[data-map]");
  let map = null, marker = null;
  const put = (at) => {
    if (!map || !at) return;
    if (marker) marker.setLatLng(at); else marker = pin(at, form.dataset.marker).addTo(map);
    map.setView(at, Math.max(map.getZoom(), 15));
  };
  const write = (lat, lng) => {
    input.value = `${lat.toFixed(5)},${lng.toFixed(5)}`;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    put([lat, lng]);
  };
  toggle.hidden = false;
  toggle.addEventListener("click", async () => {
    box.hidden = !box.hidden;
    toggle.setAttribute("aria-expanded", String(!box.hidden));
    if (box.hidden || map) return;
    await Promise.all([load(form.dataset.leafletCss), load(form.dataset.leaflet)]);
    map = draw(box, point(input.value) || [36.2, 117.1], 14);
    map.on("click", (event) => write(event.latlng.lat, event.latlng.lng));
    put(point(input.value));
  });
  input.addEventListener("change", () => put(point(input.value)));
  if (!navigator.geolocation || !window.isSecureContext) return;
  here.hidden = false;
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      (found) => write(found.coords.latitude, found.coords.longitude),
      () => { field.querySelector(".errs").textContent = box.dataset.failed; },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}

function pin(at, image) {
  const icon = window.L.icon({ iconUrl: image, iconSize: [25, 41], iconAnchor: [12, 41] });
  return window.L.marker(at, { icon, keyboard: false, alt: "" });
}

/** A map with a grid of squares and a scale; tiles only where the house has its own (data-tiles on the body). */
export function draw(box, at, zoom) {
  const L = window.L;
  const map = L.map(box, { attributionControl: false }).setView(at, zoom);
  const tiles = document.body.dataset.tiles;
  if (tiles) L.tileLayer(tiles, { maxZoom: 18 }).addTo(map);
  else {
    const Squares = L.GridLayer.extend({
      createTile() { const tile = document.createElement("div"); tile.style.outline = "1px solid var(--line)"; return tile; },
    });
    new Squares({ maxZoom: 18 }).addTo(map);
  }
  L.control.scale({ imperial: false }).addTo(map);
  return map;
}

/** The small maps of a detail page. */
export async function showAll() {
  const boxes = document.querySelectorAll(".hz-map[data-lat]");
  const { leaflet, leafletCss, marker } = document.querySelector("[data-leaflet]")?.dataset || {};
  if (!boxes.length || !leaflet) return;
  await Promise.all([load(leafletCss), load(leaflet)]);
  for (const box of boxes) {
    const at = [Number(box.dataset.lat), Number(box.dataset.lng)];
    const map = draw(box, at, 15);
    pin(at, marker).addTo(map);
  }
}
