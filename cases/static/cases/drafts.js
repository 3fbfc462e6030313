// Keeps what stands in the composer on the server a moment after one stops typing, at the latest every ten seconds,
// and again and again until it is kept; tells colleagues that somebody is writing.
import { post as send } from "../feedback/asking.js";

const [PAUSE, LATEST, AGAIN] = [1200, 10_000, 5000];
// By box: when it is kept next, since when there is something to keep, and what is on its way.
const [timers, begun, going] = [new Map(), new Map(), new Map()];

const frameOf = (box) => box.closest(".case-frame");

function say(box, words) {
  const place = frameOf(box)?.querySelector(`[data-draft-said="${box.dataset.draftOf}"]`);
  if (place) place.textContent = words;
}

function later(box, time = PAUSE) {
  if (!begun.has(box)) begun.set(box, Date.now());
  clearTimeout(timers.get(box));
  const left = begun.get(box) + LATEST - Date.now();
  timers.set(box, setTimeout(() => keep(box), Math.max(0, Math.min(time, left))));
}

function forget(box) {
  clearTimeout(timers.get(box));
  begun.delete(box);
  return timers.delete(box);
}

async function post(box) {
  const body = new FormData();
  body.set("mode", box.dataset.draftOf);
  body.set("text", box.value);
  body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
  const { draft, draftFailed } = frameOf(box).dataset;
  try {
    // Aside: it is no act, and must not end what is remembered for this person.
    const headers = { "X-Aside": "1" };
    const answer = await send(draft, body, { headers, keepalive: box.value.length < 15000 });
    if (answer.ok && !answer.redirected) {
      say(box, await answer.text());
      return true;
    }
    say(box, draftFailed);
    return answer.status === 404; // The case is not this person's any more: there is nothing to wait for.
  } catch {
    say(box, draftFailed);
    return false;
  }
}

// One after the other, so that the last words are the last to arrive; a page that goes away cannot wait.
function keep(box, isLast = false) {
  if (!forget(box)) return;
  const before = isLast ? null : going.get(box);
  const kept = before ? before.then(() => post(box)) : post(box);
  going.set(box, kept);
  kept.then((isKept) => {
    if (going.get(box) === kept) going.delete(box);
    if (!isKept && box.isConnected && !timers.has(box)) later(box, AGAIN);
  });
}

// What is being sent is no draft any more; all else is kept, and whoever leaves can wait for it.
function flush({ sent, isLast } = {}) {
  for (const box of [...timers.keys()]) {
    if (sent && box.form === sent) forget(box);
    else keep(box, isLast);
  }
  return [...going.values()];
}

function tell(box) {
  const news = frameOf(box)?.querySelector("[data-live]");
  if (!news) return;
  const address = new URL(news.dataset.live, location.href);
  if (box.value.trim()) address.searchParams.set("writing", "1");
  else address.searchParams.delete("writing");
  news.dataset.live = address.pathname + address.search;
}

// Whoever comes to a draft goes on behind it; a browser would have them write in front of it.
function goOnBehind(box) {
  if (box?.matches?.("[data-draft-of]") && !box.selectionEnd) box.setSelectionRange(box.value.length, box.value.length);
}

goOnBehind(document.activeElement);
document.addEventListener("focusin", (event) => goOnBehind(event.target));
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-draft-of]")) return;
  later(event.target);
  tell(event.target);
});
document.addEventListener("desk:leaving", ({ detail }) => detail.until.push(...flush(detail)));
document.addEventListener("desk:unsent", ({ detail }) => detail.querySelectorAll("[data-draft-of]").forEach((box) => later(box)));
document.addEventListener("visibilitychange", () => document.hidden && flush());
window.addEventListener("pagehide", () => flush({ isLast: true }));
