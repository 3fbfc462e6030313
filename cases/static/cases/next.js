// Keeps the place in a list while cases are open on pages of their own: what comes next, and the way back.
import { pageOf } from "./beside_list.js";
import { ENDS } from "./step_ends.js";

const list = document.querySelector("[data-rows]");
const frame = document.querySelector(".case-frame");
const links = document.querySelector("[data-list-links]");

function remember() {
  const cases = [...document.querySelectorAll("[data-row] [data-open]")].map((link) => link.getAttribute("href"));
  sessionStorage.setItem("desk.list", JSON.stringify({
    back: location.pathname + location.search, cases, pages: [pageOf(-1), pageOf(1)],
  }));
}

// Whoever comes back from a case goes on from where they were.
function stand() {
  const at = sessionStorage.getItem("desk.at");
  sessionStorage.removeItem("desk.at");
  const link = at && document.querySelector(`[data-row] [data-open][href="${CSS.escape(at)}"]`);
  if (!link || document.activeElement !== document.body) return;
  link.closest("[data-row]").setAttribute("aria-selected", "true");
  link.focus();
}

function neighbours() {
  const { back, cases, pages = [] } = JSON.parse(sessionStorage.getItem("desk.list") ?? '{"cases": []}');
  const at = cases.indexOf(frame.dataset.caseUrl);
  return at < 0 ? { back } : { back, pages, previous: cases[at - 1], next: cases[at + 1] };
}

function point(name, address) {
  const link = links.querySelector(`[data-list-${name}]`);
  link.hidden = !address;
  if (address) link.href = address;
}

if (list) {
  remember();
  stand();
  document.addEventListener("feedback:replaced", (event) => event.detail === list && remember());
} else if (frame && links) {
  sessionStorage.setItem("desk.at", frame.dataset.caseUrl);
  const { back, previous, next, pages = [] } = neighbours();
  links.hidden = false;
  point("previous", previous ?? pages[0]);
  point("next", next ?? pages[1]);
  point("back", back ?? frame.dataset.queue);
  // After a step that ends one's work on a case the next of the list is opened, if that is wished.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const code = form.elements.waits?.value ? "wait" : form.closest("[data-step]")?.dataset.step ?? "";
    const isOver = form.dataset.goesOn !== undefined || (ENDS.has(code) && localStorage.getItem("desk.goOn") !== "no");
    if (!next || !isOver || form.elements.namedItem("next")) return;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "next", value: next }));
  }, true);
}
