// The start page: the records opened last in this browser.

import { element } from "./kit.js";
import * as drafts from "./drafts.js";

const box = document.querySelector("[data-opened]"), opened = drafts.recent("opened");
if (box && opened.length) {
  const line = (item) => element("li", {}, element("a", { href: item.value }, element("span", {}, item.text, element("span", { class: "note" }, item.note))));
  box.querySelector("ul").replaceChildren(...opened.map(line));
  box.hidden = false;
}
