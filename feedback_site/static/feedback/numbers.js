// Keeps the numbers of menu and queues true while a page stays open: <… data-numbers="/address/">. The address answers
// with numbers by link, and with 304 while nothing changed; a hidden page asks nothing and asks at once when it is seen.
import { ask } from "./asking.js";

const EVERY = 30_000;
const LONGEST = 240_000;
const address = document.querySelector("[data-numbers]")?.dataset.numbers;
let [etag, wait, timer, askedAt] = ["", EVERY, 0, Date.now()];

const later = (time) => {
  clearTimeout(timer);
  timer = setTimeout(look, time);
};

function put(link, number) {
  const queue = link.querySelector(".queue-count");
  if (queue) return void (queue.textContent = number);
  // A line of the menu: icon, title, and a number where there is something to count.
  const [, , badge] = link.children;
  if (number === "0") return void badge?.remove();
  if (badge) return void (badge.textContent = number);
  return void link.append(Object.assign(document.createElement("span"), { className: "menu-number", textContent: number }));
}

function show(numbers) {
  for (const link of document.querySelectorAll("#nav-sidebar a[href], .queue-views a[href]")) {
    const number = numbers[link.getAttribute("href")];
    if (number !== undefined) put(link, number);
  }
}

async function look() {
  if (document.hidden) return; // Being seen again asks.
  askedAt = Date.now();
  try {
    const answer = await ask(address, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return; // Signed out: stop asking.
    if (answer.status === 200) {
      etag = answer.headers.get("ETag") ?? "";
      show(await answer.json());
    }
    wait = answer.status < 500 ? EVERY : Math.min(wait * 2, LONGEST);
  } catch {
    wait = Math.min(wait * 2, LONGEST);
  }
  later(wait);
}

if (address) {
  later(EVERY);
  const soon = () => !document.hidden && later(Math.max(askedAt + EVERY - Date.now(), Math.random() * 1000));
  document.addEventListener("visibilitychange", soon);
  window.addEventListener("online", soon);
}
