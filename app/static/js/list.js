// A list: picked rows turn the tools into what can be done with them; columns are put in order.

import { fill } from "./kit.js";
import { open } from "./dialog.js";
import * as picker from "./picker.js";
import * as trail from "./trail.js";

trail.remember();

const bulk = document.getElementById("bulk"), bar = document.getElementById("bar");
const all = document.querySelector("[data-all]");
const boxes = [...document.querySelectorAll("td.pick input")];
const chosen = () => boxes.filter((box) => box.checked);

function settle() {
  const picked = chosen();
  const phone = matchMedia("(max-width: 768px)").matches;
  bulk.hidden = !picked.length;
  if (bar) bar.hidden = picked.length > 0 && !phone;
  const words = bulk.querySelector("[data-words]");
  words.textContent = fill(words.dataset.words, { n: picked.length });
  if (all) {
    all.checked = picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }
}

if (bulk) {
  let last = null;
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      settle();
    });
  }
  all?.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; settle(); });
  bulk.querySelector("[data-none]").addEventListener("click", () => { for (const box of boxes) box.checked = false; settle(); });
  bulk.addEventListener("click", (event) => {
    const button = event.target.closest("button[formaction]");
    if (!button) return;
    if ("bulkDialog" in button.dataset) {
      event.preventDefault();
      const url = new URL(button.getAttribute("formaction"), location.href);
      url.searchParams.set("ids", chosen().map((box) => box.value).join(","));
      open(url);
      return;
    }
    for (const old of bulk.querySelectorAll("[data-extra]")) old.remove();
    for (const [name, value] of JSON.parse(button.dataset.fields || "[]")) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      input.dataset.extra = "";
      bulk.append(input);
    }
    // A file comes back and the page stays.
    bulk.toggleAttribute("data-stays", Boolean(button.dataset.fields));
  });
  addEventListener("pageshow", settle);
  settle();
}

// Too many columns: cells get narrower; where that is not enough the table scrolls sideways in its box, and its head no
// longer sticks to the page.
const sheet = document.querySelector(".sheet"), rows = sheet?.querySelector("table.rows");
if (rows) new ResizeObserver(() => {
  sheet.classList.remove("tight", "scrolls");
  for (const name of ["tight", "scrolls"]) if (rows.scrollWidth > sheet.clientWidth + 1) sheet.classList.add(name);
}).observe(sheet);

const filters = document.querySelector("#filters form");
if (filters) document.addEventListener("click", (event) => {
  if (event.target.closest('[data-open="filters"]')) picker.setUp(filters);
});

for (const button of document.querySelectorAll("[data-up]")) {
  button.addEventListener("click", () => {
    const line = button.closest(".ticks > .tick");
    line.previousElementSibling?.before(line);
    button.focus();
  });
}
