// The sign-in page: a way to see what one types, one submit at a time; no drafts of anybody stay behind.

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
}
// After signing out nothing of a meeting stays on the device; a session that merely ended leaves what is to be sent.
if (localStorage.getItem("hz-meeting-leave")) import("./meeting_store.js").then((store) => store.clear());
const form = document.querySelector(".gate");
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => { delete form.dataset.sent; });
