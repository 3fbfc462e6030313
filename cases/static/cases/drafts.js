// Keeps what stands in the composer on the server a moment after one stops typing, and tells colleagues that
// somebody is writing. What is sent or emptied is kept no longer.
const PAUSE = 1200;
const timers = new Map();

const frameOf = (box) => box.closest(".case-frame");

function say(box, words) {
  const place = frameOf(box)?.querySelector(`[data-draft-said="${box.dataset.draftOf}"]`);
  if (place) place.textContent = words;
}

async function keep(box) {
  clearTimeout(timers.get(box));
  if (!timers.delete(box)) return;
  const body = new FormData();
  body.set("mode", box.dataset.draftOf);
  body.set("text", box.value);
  body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
  const address = frameOf(box).dataset.draft;
  const fails = frameOf(box).dataset.draftFailed;
  try {
    // Aside: it is no act, and must not end what is remembered for this person.
    const headers = { "X-Requested-With": "fetch", "X-Aside": "1" };
    const answer = await fetch(address, { method: "POST", body, headers, keepalive: box.value.length < 15000 });
    say(box, answer.ok && !answer.redirected ? await answer.text() : fails);
  } catch {
    say(box, fails);
  }
}

function tell(box) {
  const news = frameOf(box)?.querySelector("[data-live]");
  if (!news) return;
  const address = new URL(news.dataset.live, location.href);
  if (box.value.trim()) address.searchParams.set("writing", "1");
  else address.searchParams.delete("writing");
  news.dataset.live = address.pathname + address.search;
}

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches("[data-draft-of]")) return;
  clearTimeout(timers.get(box));
  timers.set(box, setTimeout(() => keep(box), PAUSE));
  tell(box);
});
const flush = () => [...timers.keys()].forEach(keep);
// What is being sent is no draft any more.
document.addEventListener("submit", (event) => {
  for (const box of event.target.querySelectorAll("[data-draft-of]")) {
    clearTimeout(timers.get(box));
    timers.delete(box);
  }
});
document.addEventListener("desk:leaving", flush);
document.addEventListener("visibilitychange", () => document.hidden && flush());
window.addEventListener("pagehide", flush);
