// A sentence with a way back: it stays ten seconds, a ring shows how long, a pointer or the focus stops the clock.

import { element } from "./kit.js";

const ROUND = 81.7; // of a circle with radius 13

export function start(toast) {
  const seconds = Number(toast.dataset.seconds || 10);
  const ring = element("span", { class: "ring", "aria-hidden": "true" });
  ring.innerHTML = `<svg viewBox="0 0 28 28"><circle cx="14" cy="14" r="13" stroke-dasharray="${ROUND}"/></svg><span></span>`;
  toast.append(ring);
  const circle = ring.querySelector("circle"), number = ring.lastElementChild;
  let left = seconds * 1000, last = performance.now(), held = false;
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, () => { held = true; });
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { held = false; });
  const step = (now) => {
    if (!held) left -= now - last;
    last = now;
    if (left <= 0 || !toast.isConnected) { toast.remove(); return; }
    circle.style.strokeDashoffset = String(ROUND * (1 - left / (seconds * 1000)));
    number.textContent = String(Math.ceil(left / 1000));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}
