// Keeps the meeting page and what it is made of, so that it opens without network. It keeps nobody's data: that lies in
// the page's own store (meeting_store.js). Other pages are none of its business.

const VERSION = {{ version }};
const FILES = {{ files }};
const CACHE = `hz-meeting-${VERSION}`;
const PAGES = /^\/meeting\/(new|open\/[0-9a-f-]+|\d+)?$/;
const PATIENCE = 3000; // milliseconds until a page of bad signal comes from the device

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES.map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("hz-meeting-") && name !== CACHE && name !== "hz-meeting-look");
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && PAGES.test(url.pathname)) event.respondWith(page(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

async function page(request) {
  const late = new Promise((done) => { setTimeout(done, PATIENCE); });
  const asked = fetch(request).catch(() => undefined);
  const answer = await Promise.race([asked, late]);
  if (answer && answer.status < 500) return answer;
  return (await shell()) || (await asked) || Response.error();
}

async function shell() {
  const look = await caches.match("/meeting/look", { cacheName: "hz-meeting-look" });
  const lang = look && (await look.text()) === "en" ? "en" : "zh";
  return caches.match(`/meeting/shell?lang=${lang}`, { cacheName: CACHE, ignoreVary: true });
}

async function file(request) {
  const named = /[?&]v=|\/build\//.test(request.url); // by its content: what is kept is what is asked for
  const kept = named && await caches.match(request, { cacheName: CACHE, ignoreVary: true });
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    const other = await caches.match(request, { cacheName: CACHE, ignoreVary: true, ignoreSearch: true });
    if (other) return other;
    throw error;
  }
}
