// Two people changed the same fields: what is still to choose, the differences marked, both texts in one box.

import { fill } from "./kit.js";
import * as drafts from "./drafts.js";

const form = document.getElementById("clash"), status = document.querySelector("[data-status]");
const fields = [...form.querySelectorAll(".clash fieldset")];
form.noValidate = true;

const open = () => fields.filter((field) => !field.querySelector(".side :checked"));
function settle() {
  const left = open();
  const names = left.map((field) => field.dataset.label).join(form.dataset.comma);
  status.textContent = left.length ? fill(form.dataset.left, { fields: names }) : form.dataset.done;
}
form.addEventListener("change", settle);
form.addEventListener("submit", (event) => {
  const left = open();
  if (!left.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  left[0].scrollIntoView({ block: "center" });
  left[0].querySelector("input[type=radio]").focus();
}, true);
for (const button of document.querySelectorAll("[data-every]")) {
  button.addEventListener("click", () => {
    for (const field of fields) field.querySelector(`input[value="${button.dataset.every}"]`).checked = true;
    settle();
  });
}
for (const button of form.querySelectorAll("[data-both]")) {
  button.addEventListener("click", () => {
    const field = button.closest("fieldset"), box = field.querySelector("[data-join]"), area = box.querySelector("textarea");
    const theirs = field.querySelector('[data-side="theirs"]')?.innerText || "";
    box.hidden = false;
    if (theirs && !area.value.includes(theirs)) area.value = `${area.value}\n${theirs}`;
    field.querySelector('input[value="mine"]').checked = true;
    button.hidden = true;
    area.focus();
    settle();
  });
}
document.querySelector("[data-give-up]").addEventListener("click", () => drafts.giveUp());

/** Underline what differs from the original: what stands between the common beginning and the common end. */
for (const field of fields) {
  const was = field.querySelector('[data-side="was"]').textContent;
  for (const side of ["mine", "theirs"]) {
    const place = field.querySelector(`[data-side="${side}"]`);
    if (!place || place.childElementCount || was.length < 12) continue;
    const text = place.textContent;
    let start = 0, end = 0;
    while (start < text.length && start < was.length && text[start] === was[start]) start++;
    while (end < text.length - start && end < was.length - start && text[text.length - 1 - end] === was[was.length - 1 - end]) end++;
    // Numbers and words stay whole.
    while (start > 0 && /[\w:.]/.test(text[start - 1])) start--;
    while (end > 0 && /[\w:.]/.test(text[text.length - end])) end--;
    if (!start && !end) continue;
    const mark = document.createElement("ins");
    mark.textContent = text.slice(start, text.length - end);
    if (mark.textContent) place.replaceChildren(text.slice(0, start), mark, text.slice(text.length - end));
  }
}
settle();
