// Keeps a part of the page fresh: <section data-live="/address/of/fragment/" data-live-every="15">.
// Asks with the ETag it knows, so an unchanged part costs a 304; never replaces what somebody is typing in. With
// data-live-waits it asks even then, and tells by the event feedback:waiting that something new is there to show.
// With data-live-soon it asks at once; the event feedback:ask on a part lets it ask now. A hidden page asks nothing,
// and asks when it is seen again or the line is back.
const LONGEST = 120_000;

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

function isInUse(part) {
  if (part.querySelector("dialog[open]")) return true;
  const active = document.activeElement;
  if (part.contains(active) && active.matches("input, textarea, select, [contenteditable]")) return true;
  return [...part.querySelectorAll("input, textarea, select")].some(isChanged);
}

function replace(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: part }));
}

// Says what came to whoever wants to know, and lets them show it.
function tell(part, html, isShown, show) {
  part.dispatchEvent(new CustomEvent("feedback:waiting", { bubbles: true, detail: { html, isShown, show } }));
}

function follow(part) {
  const every = Math.max(1, Number(part.dataset.liveEvery) || 15) * 1000;
  const waits = part.dataset.liveWaits !== undefined;
  let etag = part.dataset.liveEtag || "";
  let [wait, timer] = [every, 0];
  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(ask, time);
  };
  const take = async (answer) => {
    const html = await answer.text();
    const isHeld = isInUse(part); // Also who began to type while the answer was on its way.
    if (isHeld && !waits) return;
    etag = answer.headers.get("ETag") || "";
    if (waits) tell(part, html, !isHeld, () => replace(part, html));
    if (!isHeld) replace(part, html);
  };
  const ask = async () => {
    if (!part.isConnected || !part.dataset.live) return undefined;
    if (document.hidden || (isInUse(part) && !waits)) return later(every);
    try {
      const headers = { "X-Requested-With": "fetch", ...(etag && { "If-None-Match": etag }) };
      const answer = await fetch(part.dataset.live, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return undefined; // Signed out or gone.
      if (answer.status >= 500) throw new Error(answer.statusText);
      if (answer.status === 200) await take(answer);
      wait = every;
      part.removeAttribute("data-live-stale");
    } catch {
      wait = Math.min(wait * 2, LONGEST);
      part.setAttribute("data-live-stale", "");
    }
    return later(wait);
  };
  part.addEventListener("feedback:ask", () => later(0));
  part.addEventListener("feedback:seen", () => later(Math.random() * 1000));
  later(part.dataset.liveSoon === undefined ? every : 500);
}

const followed = new WeakSet();
function followAll(place) {
  for (const part of place.querySelectorAll("[data-live]")) {
    if (followed.has(part)) continue;
    followed.add(part);
    follow(part);
  }
}

// After a night with the lid shut nobody should read yesterday's list for a whole round.
function wake() {
  if (document.hidden) return;
  for (const part of document.querySelectorAll("[data-live]")) part.dispatchEvent(new CustomEvent("feedback:seen"));
}

followAll(document);
document.addEventListener("feedback:replaced", (event) => followAll(event.detail));
document.addEventListener("visibilitychange", wake);
window.addEventListener("online", wake);
