// Says what came into a list while it stays open. Rows that nobody is at are drawn anew by themselves; while some are
// ticked or a field is in use, what is new waits behind a quiet line.
import { pageOf } from "../feedback/asking.js";

const place = document.querySelector("[data-list-news]");
const said = document.querySelector("[data-list-said]");
const keysOf = (part) => [...part.querySelectorAll("[data-row]")].map((row) => row.dataset.row);

function mark(part, fresh) {
  for (const row of part.querySelectorAll("[data-row]")) row.toggleAttribute("data-fresh", fresh.includes(row.dataset.row));
}

function offer(part, fresh, words, show) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-small" });
  button.textContent = place.dataset.show;
  button.addEventListener("click", () => {
    show();
    place.hidden = true;
    mark(part, fresh);
    part.querySelector("[data-fresh] [data-open]")?.focus();
  });
  place.replaceChildren(`${words} `, button);
  place.hidden = false;
}

document.addEventListener("feedback:waiting", (event) => {
  const [part, { html, isShown, show }] = [event.target, event.detail];
  if (!place || !part.matches("[data-rows]")) return;
  const known = new Set(keysOf(part));
  const fresh = keysOf(pageOf(html)).filter((key) => !known.has(key));
  if (isShown) place.hidden = true;
  if (!fresh.length) return;
  const words = `${fresh.length} ${place.dataset.words}`;
  if (!isShown) return offer(part, fresh, words, show);
  said.textContent = words;
  // It is drawn right after this was told.
  return void queueMicrotask(() => mark(part, fresh));
});
