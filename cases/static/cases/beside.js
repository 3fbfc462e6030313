// List and case side by side on a wide screen: the list keeps its place, the address follows, "back" works.
// On a narrow one, and without it, a case is a page of its own.
import { body, close, done, goOn, isShown, markShown, open, pane, stay, step } from "./beside_case.js";
import { addressOf, asked, edge } from "./beside_list.js";

const wide = window.matchMedia("(min-width: 75rem)");
let waiting = 0;

// A row, or a link to the case that is open already.
const isHere = (link) => link.matches("[data-rows] [data-open]")
  || (isShown(link.getAttribute("href")) && link.closest("[data-beside-body], [data-beside-said]"));

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented || !wide.matches) return;
  const link = event.target.closest("a");
  if (!link || !isHere(link)) return;
  event.preventDefault();
  open(link.getAttribute("href"), { isEntered: true });
});
document.addEventListener("desk:done", (event) => {
  if (!isShown()) return;
  event.preventDefault();
  const { answer, code, isOver = false, after = [] } = event.detail;
  after.push(done(answer, code, isOver));
});
// With a case open, moving in the list opens what one stops at.
document.addEventListener("desk:selected", (event) => {
  if (!isShown()) return;
  clearTimeout(waiting);
  const address = event.detail.querySelector("[data-open]").getAttribute("href");
  waiting = setTimeout(() => open(address), 150);
});
document.addEventListener("feedback:replaced", (event) => (event.detail === body ? stay() : markShown()));
pane.querySelector("[data-list-next]").addEventListener("click", () => step(1));
pane.querySelector("[data-list-previous]").addEventListener("click", () => step(-1));
pane.querySelector("[data-list-back]").addEventListener("click", () => close());
goOn.checked = localStorage.getItem("desk.goOn") !== "no";
goOn.addEventListener("change", () => localStorage.setItem("desk.goOn", goOn.checked ? "yes" : "no"));

function restore(isFirst) {
  const next = edge();
  if (next) return void (wide.matches ? open(next, { isEntered: true }) : location.replace(next));
  if (!asked()) return void (isShown() && close({ isNew: false }));
  const address = addressOf(asked()) ?? `${pane.dataset.cases}${encodeURIComponent(asked())}/`;
  if (wide.matches) open(address, { isNew: false });
  else if (isFirst) location.replace(address); // Shared with somebody whose screen has room for one.
  return undefined;
}

window.addEventListener("popstate", () => restore(false));
restore(true);
