// A resident's report: nothing typed is lost, photos are made small, one tap or ten make one report.
// What was typed stays in this tab only, until it has arrived: the phone may be lent.

const form = document.getElementById("ask");
const say = form.dataset;
const kept = `report ${location.pathname}`;
const names = ["text", "spot", "category", "name", "phone", "_key"];
const send = document.getElementById("send");
const first = send.textContent;
const most = Number(say.most);
const SIDE = 1600;
let photos = [];
let busy = false;

function store(change) {
  try { change(sessionStorage); } catch { /* a browser that keeps nothing: the page itself still holds it */ }
}

function remember() {
  store((tab) => tab.setItem(kept, JSON.stringify(Object.fromEntries(names.map((name) => [name, form.elements[name].value])))));
}

function recall() {
  store((tab) => {
    const held = JSON.parse(tab.getItem(kept) || "{}");
    if (form.elements.text.value) return; // the server gave it back
    for (const name of names) if (held[name]) form.elements[name].value = held[name];
  });
}

// -- photos

const native = document.getElementById("photos");
const pictures = document.querySelector("#pictures .pics");

function pickers() {
  native.hidden = true;
  native.disabled = true;
  pictures.hidden = false;
  for (const button of pictures.querySelectorAll("[data-pick]")) {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept: "image/*", hidden: true });
    if (button.dataset.pick === "camera") input.capture = "environment"; else input.multiple = true;
    input.addEventListener("change", () => { add([...input.files]); input.value = ""; });
    button.addEventListener("click", () => input.click());
    pictures.after(input);
  }
}

async function add(files) {
  fault("photos", files.length + photos.length > most ? [say.many] : []);
  for (const file of files.slice(0, most - photos.length)) photos.push(await smaller(file));
  draw();
}

async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return made && (made.size < file.size || scale < 1) ? new File([made], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file; // what this browser cannot draw, the server looks at
  }
}

function draw() {
  for (const figure of pictures.querySelectorAll("figure")) { URL.revokeObjectURL(figure.firstChild.src); figure.remove(); }
  photos.forEach((file, number) => {
    const figure = document.createElement("figure");
    const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: say.photo.replace("{n}", number + 1) });
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", ariaLabel: say.remove });
    remove.append(Object.assign(document.createElement("span"), { textContent: "×", ariaHidden: "true" }));
    remove.addEventListener("click", () => { photos.splice(number, 1); draw(); });
    figure.append(image, remove);
    pictures.insertBefore(figure, pictures.querySelector(".shot"));
  });
  for (const button of pictures.querySelectorAll(".shot")) button.hidden = photos.length >= most;
}

// -- sending

function fault(name, words) {
  const place = document.getElementById(name ? `${name}-err` : "form-err");
  if (!place) return;
  place.textContent = words.join(" ");
  place.hidden = !words.length;
  const input = name && form.elements[name];
  if (input instanceof HTMLElement) input.toggleAttribute("aria-invalid", Boolean(words.length));
  if (input instanceof HTMLElement && words.length) input.setAttribute("aria-invalid", "true");
}

function faults(found) {
  for (const place of form.querySelectorAll(".err")) fault(place.id === "form-err" ? "" : place.id.replace(/-err$/, ""), []);
  for (const [name, words] of Object.entries(found)) fault(name, words);
  const name = Object.keys(found).find((key) => !key) ?? [...form.querySelectorAll(".err:not([hidden])")].map((place) => place.id.replace(/-err$/, ""))[0];
  const target = name && name !== "photos" ? form.elements[name] : document.getElementById(name ? "pictures" : "form-err");
  target?.focus?.();
  target?.scrollIntoView?.({ block: "center" });
}

function ask(question) {
  document.getElementById("question").textContent = question.words;
  form.elements._token.value = question.token;
  form.elements._seal.value = question.seal;
  form.elements._answer.value = question.answer || "";
}

async function anew() {
  const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
  const value = (name) => page.querySelector(`#ask [name=${name}]`).value;
  form.elements.csrf_token.value = value("csrf_token");
  ask({ words: page.getElementById("question").textContent, token: value("_token"), seal: value("_seal") });
  faults({ "": [say.late] });
}

async function deliver() {
  const body = new FormData(form);
  for (const file of photos) body.append("photos", file, file.name);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout?.(90_000) });
  const told = await answer.json();
  if (answer.ok) {
    store((tab) => tab.removeItem(kept));
    photos = [];
    location.assign(told.url);
    return true;
  }
  if (told.question) { ask({ ...told.question, answer: told.answer }); faults(told.errors); }
  else if (answer.status === 400) await anew();
  else faults({ "": [told.message || say.odd] });
  return false;
}

form.addEventListener("input", (event) => {
  remember();
  fault(event.target.name, []);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  send.setAttribute("aria-disabled", "true");
  send.textContent = say.sending;
  remember();
  let gone = false;
  try {
    gone = await deliver();
    send.textContent = first;
  } catch {
    faults({ "": [say.lost] });
    send.textContent = say.again;
  }
  busy = gone;
  if (!gone) send.removeAttribute("aria-disabled");
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // back from the page of the code: a new report

recall();
pickers();
remember();
