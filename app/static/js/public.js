// The form that everybody may fill in: conditions and hints while typing. Nothing is kept in the browser: the phone may be lent.

import * as fields from "./fields.js";

const form = document.getElementById("form");
fields.setUp(form);
document.querySelector("[data-summary]")?.focus();
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => { delete form.dataset.sent; });
