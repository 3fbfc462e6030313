// Keeps the counter's page and its files for when the line is down. It keeps nothing else: no answer of ours,
// no page with anybody's name on it. Each renewal is whole or not at all, and replaces the one before.
const SHELL = "{{ shell }}";
const STATIC = "{{ static }}";
const PAGES = "/counter/";
const PREFIX = "counter-";
const PATIENCE = 8000; // ms that a page may take before the kept one is shown
const FRESH = 600000; // ms for which a kept page of the same language and release is not fetched again
let renewed = { key: "", at: 0 };

async function fetched(url, options) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  if (!answer.ok || answer.redirected) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

async function renew(key = "") {
  if (key && key === renewed.key && Date.now() - renewed.at < FRESH) return;
  const name = PREFIX + Date.now();
  try {
    const page = await fetched(SHELL, { cache: "no-store" });
    const named = (await page.clone().text()).matchAll(/="(\/[^"]+)"/g);
    const files = new Set([...named].map((match) => match[1]).filter((path) => path.startsWith(STATIC)));
    const cache = await caches.open(name);
    const keeping = [...files].map(async (path) => cache.put(path, await fetched(path)));
    await Promise.all([cache.put(SHELL, page), ...keeping]);
  } catch {
    await caches.delete(name); // What was kept before still serves.
    return;
  }
  renewed = { key, at: Date.now() };
  const others = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== name);
  await Promise.all(others.map((key) => caches.delete(key)));
}

async function page(request) {
  try {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
    const answer = await Promise.race([fetch(request), late]);
    const isAway = answer.status >= 502 && answer.status <= 504;
    return (isAway && (await caches.match(SHELL))) || answer;
  } catch (error) {
    const kept = await caches.match(SHELL);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(renew().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("message", (event) => {
  event.waitUntil(renew(String(event.data)));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith(PAGES)) event.respondWith(page(request));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
