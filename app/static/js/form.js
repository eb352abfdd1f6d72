// The page of a form: its inputs, its draft, the keys that save and leave.

import { sure } from "./dialog.js";
import * as draft from "./draft.js";
import * as fields from "./fields.js";

const form = document.getElementById("form");
fields.setUp(form);
const watched = draft.watch(form);
document.querySelector("[data-summary]")?.focus();

for (const link of document.querySelectorAll("[data-summary] a")) {
  link.addEventListener("click", (event) => {
    const input = document.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    (input.tomselect ? input.tomselect.control_input : input).focus();
    input.closest(".field")?.scrollIntoView({ block: "center" });
  });
}

async function leave(event) {
  event?.preventDefault();
  if (!watched.dirty() || (await sure(form.dataset.sayLeave))) {
    watched.leave();
    location.assign(document.querySelector("[data-cancel]").href);
  }
}
document.querySelector("[data-cancel]").addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector("dialog[open]");
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    (dialog?.querySelector("form") || form).requestSubmit();
  }
  if (event.key === "Escape" && !dialog && !event.defaultPrevented && !document.querySelector(".ts-wrapper.dropdown-active, details.hz-menu[open]")) leave(event);
});
