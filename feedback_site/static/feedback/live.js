// Keeps a part of the page fresh: <section data-live="/address/of/fragment/" data-live-every="15">.
// Asks with the ETag it knows, so an unchanged part costs a 304; never replaces what somebody is typing in.
// With data-live-soon it asks at once; the event feedback:ask on a part lets it ask now.
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

function follow(part) {
  const every = Math.max(1, Number(part.dataset.liveEvery) || 15) * 1000;
  let etag = part.dataset.liveEtag || "";
  let wait = every;
  let timer = 0;
  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(ask, time);
  };
  const ask = async () => {
    if (!part.isConnected || !part.dataset.live) return undefined;
    if (document.hidden || isInUse(part)) return later(every);
    try {
      const headers = { "X-Requested-With": "fetch", ...(etag && { "If-None-Match": etag }) };
      const answer = await fetch(part.dataset.live, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.status === 200 && !answer.redirected) {
        const html = await answer.text();
        // Somebody may have begun to type while the answer was on its way.
        if (isInUse(part)) return later(every);
        etag = answer.headers.get("ETag") || "";
        replace(part, html);
      } else if (answer.redirected || [401, 403, 404].includes(answer.status)) {
        return undefined; // Signed out or gone: stop asking.
      }
      wait = every;
      part.removeAttribute("data-live-stale");
    } catch {
      wait = Math.min(wait * 2, 120000);
      part.setAttribute("data-live-stale", "");
    }
    return later(wait);
  };
  part.addEventListener("feedback:ask", () => later(0));
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

followAll(document);
document.addEventListener("feedback:replaced", (event) => followAll(event.detail));
