// Photos: made smaller at once, kept on the device until they have arrived, shown as a strip.

import { element as h } from "./kit.js";
import { stamp, uuid } from "./meeting_doc.js";
import { button, icon, say, section, words } from "./meeting_parts.js";
import * as store from "./meeting_store.js";

const EDGE = 2000, MOST = 9;
const shown = new Map(); // key -> address of a picture that lies on the device

/** A smaller JPEG of a picture; the picture itself where the browser cannot draw it. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = h("canvas", { width: String(Math.round(picture.width * scale)), height: String(Math.round(picture.height * scale)) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}

/** Take pictures in; the document gets an item for each once the device holds it. */
export async function add(meeting, files, touched) {
  for (const file of [...files].slice(0, MOST - meeting.doc.photos.length)) {
    const photo = { key: uuid(), meeting: meeting.key, at: stamp(), blob: await smaller(file), sent: false };
    await store.put("photos", photo);
    meeting.doc.photos.push({ key: photo.key, at: photo.at });
    touched();
  }
}

export async function draw(place, meeting) {
  const kept = new Map((await store.allOf("photos", meeting.key)).map((photo) => [photo.key, photo]));
  const waiting = meeting.doc.photos.filter((one) => kept.has(one.key) && !kept.get(one.key).sent).length;
  const camera = h("label", { class: "shot" }, icon("camera"), words.takePhoto, h("input", { type: "file", accept: "image/*", capture: "environment", multiple: true, class: "unseen", "data-photos": true }));
  const figures = meeting.doc.photos.map((one, number) => {
    const photo = kept.get(one.key);
    if (photo && !shown.has(one.key)) shown.set(one.key, URL.createObjectURL(photo.blob));
    const url = shown.get(one.key) || (meeting.files?.[one.key] ? `/file/${meeting.files[one.key]}?small=1` : "");
    const label = say("photoNumber", { number: number + 1 });
    return h("figure", {}, url ? h("img", { src: url, alt: label }) : icon("photo"), h("figcaption", {}, photo && !photo.sent ? words.toSend : words.sentWord), button("", "remove", { "data-list": "photos", "data-key": one.key, "aria-label": `${words.remove}: ${label}` }, "icon-btn", "x"));
  });
  const total = waiting ? say("photosWaiting", { count: meeting.doc.photos.length, waiting }) : say("number", { count: meeting.doc.photos.length });
  place.replaceWith(section("photos", words.photos, total, [], h("div", { class: "strip", tabindex: "0", role: "group", "aria-label": words.photos }, ...(meeting.doc.photos.length < MOST ? [camera] : []), ...figures)));
  return waiting;
}

/** How many photos are still to be sent. */
export async function waiting(meeting) {
  const named = new Set(meeting.doc.photos.map((one) => one.key));
  return (await store.allOf("photos", meeting.key)).filter((photo) => !photo.sent && named.has(photo.key)).length;
}
