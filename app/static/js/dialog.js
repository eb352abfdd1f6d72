// Dialogs: open and close, a question before something grave, and a form fetched from the server.

import { ask, element } from "./kit.js";

/** Ask a question in our own dialog; resolves to whether the answer was yes. */
export function sure(text) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("p").textContent = text;
  return new Promise((done) => {
    let yes = false;
    const choose = (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      yes = button.value === "yes";
      dialog.close();
    };
    dialog.addEventListener("click", choose);
    dialog.addEventListener("close", () => { dialog.removeEventListener("click", choose); done(yes); }, { once: true });
    dialog.showModal();
    dialog.querySelector("[value=no]").focus();
  });
}

/** Open the form at an address in a dialog. `done` is called with what saving answered; without it the page goes on. */
export async function open(url, done) {
  const dialog = document.getElementById("dialog");
  dialog.replaceChildren(element("div", { class: "wait", "aria-busy": "true" }, element("i"), element("i"), element("i")));
  if (!dialog.open) dialog.showModal();
  try {
    const answer = await ask(url);
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.redirected) { location.assign(answer.url); return; }
    fillIn(dialog, await answer.text(), url, done);
  } catch {
    failed(dialog);
  }
}

function failed(dialog) {
  const message = element("p", { role: "alert" }, dialog.dataset.failed);
  dialog.replaceChildren(element("div", { class: "in" }, message));
}

function fillIn(dialog, html, url, done) {
  dialog.innerHTML = html;
  const form = dialog.querySelector("form");
  if (!form) return;
  document.dispatchEvent(new CustomEvent("hz:form", { detail: form }));
  (form.querySelector("[data-summary]") || form.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = dialog.querySelector(".feet .btn-primary");
    if (button.disabled) return;
    button.disabled = true;
    // The server tells a form in a dialog by its address.
    const action = new URL(form.action, location.href);
    for (const [name, value] of new URL(url, location.href).searchParams) if (name === "dialog") action.searchParams.set(name, value);
    try {
      const answer = await ask(action, { method: "POST", body: new FormData(form) });
      if (answer.redirected) { location.assign(answer.url); return; }
      if ((answer.headers.get("Content-Type") || "").includes("json")) {
        const data = await answer.json();
        if (!answer.ok) throw new Error(data.message || data.error);
        dialog.close();
        if (done) done(data); else location.reload();
        return;
      }
      fillIn(dialog, await answer.text(), url, done);
    } catch (error) {
      button.disabled = false;
      const old = form.querySelector(":scope > .say.late");
      const say = element("div", { class: "say late", role: "alert" }, element("div", {}, element("p", {}, error.message && !(error instanceof TypeError) ? error.message : dialog.dataset.failed)));
      if (old) old.replaceWith(say); else form.prepend(say);
    }
  });
}

// What was fetched goes with the dialog: its names and ids stand on the page only once.
document.getElementById("dialog")?.addEventListener("close", (event) => event.target.replaceChildren());

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const opener = target?.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (target?.closest("[data-close]")) target.closest("dialog")?.close();
  if (target instanceof HTMLDialogElement && target.open && outside(target, event)) target.close();
  const remote = target?.closest("a[data-dialog]");
  if (remote && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(remote.href);
  }
});

function outside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
