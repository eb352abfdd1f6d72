// Small helpers that several scripts share: fetching, loading a vendor file once, filling a sentence.

const loaded = new Map();

/** Load a script or a style sheet of our own host once. */
export function load(url) {
  if (!loaded.has(url)) {
    loaded.set(url, new Promise((done, failed) => {
      const css = /\.css(\?|$)/.test(url);
      const element = document.createElement(css ? "link" : "script");
      if (css) { element.rel = "stylesheet"; element.href = url; } else element.src = url;
      element.onload = done;
      element.onerror = () => { loaded.delete(url); failed(new Error(url)); };
      // Before our own styles, which go over it.
      document.head.insertBefore(element, css ? document.head.querySelector('link[href*="css/tokens"]') : null);
    }));
  }
  return loaded.get(url);
}

/** Ask our host, with the token that unsafe requests need. */
export function ask(url, options = {}) {
  const headers = { "X-Requested-With": "fetch", ...options.headers };
  if (options.method && options.method !== "GET") headers["X-CSRFToken"] = document.body.dataset.csrf || "";
  return fetch(url, { credentials: "same-origin", ...options, headers });
}

export async function json(url, options = {}) {
  const answer = await ask(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { answer });
  return answer.json();
}

/** Put values into the places in braces of a sentence that the page brought along. */
export function fill(sentence, values) {
  return (sentence || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

/** The time of a moment as the page's language writes it; with the day when it is not today. */
export function clock(stamp) {
  const at = new Date(stamp);
  const today = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(document.documentElement.lang, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(at);
}

export function typing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}
