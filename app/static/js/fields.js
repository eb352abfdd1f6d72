// What the inputs of a form can do: conditions, hints while typing, pickers, files, signatures, places.

import { element, fill } from "./kit.js";
import * as files from "./files.js";
import * as picker from "./picker.js";
import * as place from "./place.js";
import * as signature from "./signature.js";

export function setUp(form) {
  form.noValidate = true;
  picker.setUp(form);
  files.setUp(form);
  signature.setUp(form);
  place.setUp(form);
  conditions(form);
  form.addEventListener("focusout", (event) => { if (event.target.name && !event.target.closest(".ts-wrapper")) check(form, event.target.closest(".field"), false); });
  form.addEventListener("input", (event) => { const field = event.target.closest(".field.wrong"); if (field) check(form, field, false); });
  form.addEventListener("change", (event) => { const field = event.target.closest(".field.wrong"); if (field) check(form, field, false); });
  form.addEventListener("submit", (event) => {
    const wrong = [...form.querySelectorAll(".field")].filter((field) => !check(form, field, true));
    if (!wrong.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    inputOf(wrong[0])?.focus();
    wrong[0].scrollIntoView({ block: "center" });
  }, true);
}

function inputOf(field) {
  const input = field.querySelector("input:not([type=hidden]), select, textarea");
  return input?.tomselect ? input.tomselect.control_input : input;
}

const valuesOf = (form, name) => new FormData(form).getAll(name).filter((value) => typeof value !== "string" || value !== "");

/** The same rule as on the server: one of these values, or any value at all. */
function holds(form, rule) {
  const found = valuesOf(form, rule.field);
  if (rule.values.length) return found.some((value) => rule.values.includes(value));
  return found.some((value) => value !== "0");
}

function conditions(form) {
  const parts = [...form.querySelectorAll("[data-when]")];
  if (!parts.length) return;
  const settle = () => {
    for (const part of parts) {
      const rules = [JSON.parse(part.dataset.when)].flat();
      const shown = rules.filter((rule) => !rule.require).every((rule) => holds(form, rule));
      const asked = rules.some((rule) => rule.require && holds(form, rule));
      part.hidden = !shown;
      part.toggleAttribute("data-asked", asked);
      const star = part.querySelector("[data-star]");
      if (star) star.hidden = !asked && !part.hasAttribute("data-required");
      for (const input of part.querySelectorAll("input, select, textarea")) {
        // A part inside a hidden part stays closed.
        const off = input.closest("[data-when][hidden]") !== null;
        if (input.tomselect) { if (off) input.tomselect.disable(); else input.tomselect.enable(); }
        input.disabled = off;
      }
    }
  };
  form.addEventListener("input", settle);
  form.addEventListener("change", settle);
  settle();
}

function problem(form, field, whole) {
  const say = form.dataset, name = field.dataset.field;
  const input = field.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`) || field.querySelector(`[name="${CSS.escape(name)}"]`);
  if (!input || input.disabled || field.hidden || field.querySelector(".masked")) return "";
  const values = valuesOf(form, name).filter((value) => !(value instanceof File) || value.name);
  const needed = field.hasAttribute("data-required") || field.hasAttribute("data-asked");
  if (!values.length) return whole && needed ? (input.matches("select, [type=radio], [type=checkbox]") ? say.sayChoose : say.sayRequired) : "";
  const value = String(values[0]).trim();
  const { min, max } = { min: input.getAttribute("min"), max: input.getAttribute("max") };
  const limit = Number(input.getAttribute("maxlength"));
  if (limit > 0 && [...value].length > limit) return fill(say.sayLong, { limit, count: [...value].length });
  if (input.type === "date" || input.type === "datetime-local") {
    if (min && value.slice(0, 10) < min) return fill(say.sayMin, { limit: min });
    if (max && value.slice(0, 10) > max) return fill(say.sayMax, { limit: max });
  } else if (input.dataset.kind === "number") {
    const number = Number(value.normalize("NFKC").replaceAll(",", ""));
    if (Number.isNaN(number)) return say.sayNumber;
    if (min !== null && number < Number(min)) return fill(say.sayMin, { limit: min });
    if (max !== null && number > Number(max)) return fill(say.sayMax, { limit: max });
  } else if (input.validity?.patternMismatch || (input.type === "url" && input.validity?.typeMismatch)) return say.sayPattern;
  if (input.type === "file" && Number(input.dataset.most) && values.length > Number(input.dataset.most)) return fill(say.sayMost, { limit: input.dataset.most });
  return "";
}

/** Show or take away the hint under a field; true when nothing is wrong. */
function check(form, field, whole) {
  if (!field) return true;
  const text = problem(form, field, whole || field.classList.contains("wrong"));
  const box = field.querySelector(".errs"), input = inputOf(field);
  if (!box) return true;
  if (!text && box.childElementCount && !box.querySelector("[data-hint]") && !field.dataset.touched) {
    // What the server said stands until the value changes.
    if (!whole) field.dataset.touched = "1";
    return true;
  }
  const icons = form.dataset.icons;
  box.replaceChildren();
  if (text) {
    const line = element("p", { class: "err", "data-hint": true });
    line.innerHTML = `<svg class="hz-icon" aria-hidden="true"><use href="${icons}#alert-circle"/></svg>`;
    line.append(text);
    box.append(line);
  }
  field.classList.toggle("wrong", Boolean(text));
  if (input) {
    if (text) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    const ids = new Set((input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    if (text) ids.add(box.id); else ids.delete(box.id);
    if (ids.size) input.setAttribute("aria-describedby", [...ids].join(" ")); else input.removeAttribute("aria-describedby");
  }
  return !text;
}
