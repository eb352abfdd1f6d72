// File inputs: what was chosen, with small pictures; what is too much is said at once.

import { element } from "./kit.js";

export function setUp(form) {
  for (const input of form.querySelectorAll("input[type=file]")) {
    const list = input.closest(".field").querySelector(".previews");
    if (!list) continue;
    input.addEventListener("change", () => {
      for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
      list.replaceChildren(...[...input.files].map(preview));
      list.hidden = !input.files.length;
    });
  }
}

function preview(file) {
  if (!file.type.startsWith("image/")) return element("li", { class: "small soft" }, file.name);
  return element("li", {}, element("img", { src: URL.createObjectURL(file), alt: file.name }));
}
