// Keys of the desk. What each does is listed for people in cases/admin/queues/desk_keys.py; a test compares the two.
// Whoever turned off what single signs do (feedback/key_switch.js) has them reach nothing here.
import { actOnTicked, claim, current, filter, move, rows, tickAll } from "./list_rows.js";

const isTyping = (element) =>
  element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const isShown = (one) => one.checkVisibility?.() ?? true;
const shown = (selector) => [...document.querySelectorAll(selector)].find(isShown);
const press = (selector) => shown(selector)?.click();

// What stands behind "more" is as near as what stands open.
function button(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return all.find(isShown) ?? all.find((one) => one.closest("[data-more]") && isShown(one.closest("[data-more]")));
}

function write(mode) {
  const choice = document.getElementById(`mode-${mode}`);
  if (!choice) return;
  choice.checked = true;
  document.getElementById(`dialog-text-${mode}`)?.focus();
}

function search() {
  const box = document.getElementById("desk-search");
  if (box) box.select();
  else document.querySelector("[data-palette]")?.click();
}

// What lies over or in the list is shut before the case beside it is.
function shut() {
  const part = document.querySelector("details.queue-filters[open]");
  if (!part) return press("[data-list-back]:not(a)");
  part.open = false;
  return part.querySelector("summary").focus();
}

// After g, a queue: where each letter leads stands on the page.
let goesUntil = 0;
function go(key) {
  goesUntil = 0;
  const tools = document.querySelector("[data-go]");
  const code = tools?.dataset.go.split(" ").find((pair) => pair.startsWith(`${key}:`))?.slice(2);
  if (code) location.assign(`${tools.dataset.goFrom}${code}/`);
}

const KEYS = {
  j: () => move(1), k: () => move(-1), x: () => current()?.querySelector("[data-tick]")?.click(), X: tickAll,
  b: () => document.getElementById("bulk-act")?.focus(), f: filter, "/": search,
  r: () => write("customer"), n: () => write("note"), l: () => document.getElementById("solution-search")?.focus(),
  "]": () => press("[data-list-next]"), "[": () => press("[data-list-previous]"), u: () => press("[data-list-back]"),
  g: () => { goesUntil = Date.now() + 2000; }, Escape: () => shut(),
};

function act(key) {
  if (key === "c" && rows().length) claim();
  else if (key in KEYS) KEYS[key]();
  else return false;
  return true;
}

function does(key) {
  if (Date.now() < goesUntil) go(key);
  else if (button(key)) button(key).click();
  else return actOnTicked(key) || act(key);
  return true;
}

// While another case is on its way the one before still stands there: what acts waits for the one that was meant.
const MOVES = "jk[]ug?/";
const isComing = () => document.querySelector("[data-beside-body][aria-busy]");
let held = "";
// Whoever goes elsewhere meanwhile no longer means that one.
for (const kind of ["click", "popstate"]) addEventListener(kind, () => { held = ""; }, true);
document.addEventListener("feedback:replaced", ({ detail }) => {
  if (held && detail.matches?.("[data-beside-body]")) setTimeout(() => {
    if (!isComing() && held) does(held);
    held = "";
  });
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  // A key that is held down moves through a list, and does nothing else twice.
  if (event.repeat && !"jk".includes(event.key)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const waits = isComing() && event.key.length === 1 && Date.now() >= goesUntil && !MOVES.includes(event.key);
  held = waits ? held || event.key : "";
  if (waits || does(event.key)) event.preventDefault();
});

// Choosing a mode by mouse puts the cursor where one writes.
document.addEventListener("change", (event) => {
  if (event.target.name === "composer-mode") write(event.target.id.replace("mode-", ""));
});
