// Keys of the desk. What each does is listed for people in cases/admin/desk_keys.py; a test compares the two.
const rows = () => [...document.querySelectorAll("[data-row]")];
const isTyping = (element) =>
  element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const shown = (selector) => [...document.querySelectorAll(selector)].find((one) => one.checkVisibility?.() ?? true);
const press = (selector) => shown(selector)?.click();

// Whoever speaks to the machine, or whose hand slips, can turn off what single signs do (key_switch.js).
const isOff = (event) => event.key.length === 1 && localStorage.getItem("desk.keys") === "no";

function select(row) {
  for (const other of rows()) other.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  row.querySelector("[data-open]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("desk:selected", { detail: row }));
}

function current() {
  return rows().find((row) => row.hasAttribute("aria-selected")) ?? document.activeElement.closest?.("[data-row]");
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  select(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function claim() {
  const address = current()?.dataset.claim;
  const form = document.getElementById("claim");
  if (!address || !form) return;
  form.action = address;
  form.requestSubmit();
}

function write(mode) {
  const choice = document.getElementById(`mode-${mode}`);
  if (!choice) return;
  choice.checked = true;
  document.getElementById(`dialog-text-${mode}`)?.focus();
}

function tickAll() {
  const boxes = rows().map((row) => row.querySelector("[data-tick]")).filter(Boolean);
  const isFull = boxes.every((box) => box.checked);
  for (const box of boxes) if (box.checked === isFull) box.click();
}

function filter() {
  const part = document.querySelector("details.queue-filters:not(.queue-look)");
  if (!part) return;
  part.open = true;
  part.querySelector("select, input").focus();
}

function search() {
  const box = document.getElementById("desk-search");
  if (box) box.select();
  else document.querySelector("[data-palette]")?.click();
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
  g: () => { goesUntil = Date.now() + 2000; }, Escape: () => press("[data-list-back]:not(a)"),
};

// Sending is the one thing that is done from within a field: Ctrl+Enter, and with Shift on to the next case.
function sends(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("[data-draft-of]")) return;
  event.preventDefault();
  if (event.shiftKey) event.target.form.dataset.goesOn = "";
  event.target.form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  // A key that is held down moves through a list, and does nothing else twice.
  if (event.repeat && !"jk".includes(event.key)) return;
  sends(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isOff(event)) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const button = shown(`[data-key="${CSS.escape(event.key)}"]`);
  if (Date.now() < goesUntil) go(event.key);
  else if (button) button.click();
  else if (event.key === "c" && rows().length) claim();
  else if (event.key in KEYS) KEYS[event.key]();
  else return;
  event.preventDefault();
});

// After its rows were replaced, a list keeps the row that was chosen.
let chosen = "";
document.addEventListener("focusin", (event) => {
  chosen = event.target.closest?.("[data-row]")?.querySelector("[data-open]").href ?? chosen;
});
document.addEventListener("feedback:replaced", () => {
  if (rows().some((row) => row.hasAttribute("aria-selected"))) return;
  const row = chosen && document.querySelector(`[data-row] [data-open][href="${new URL(chosen).pathname}"]`);
  if (row) row.closest("[data-row]").setAttribute("aria-selected", "true");
});
// Choosing a mode by mouse puts the cursor where one writes.
document.addEventListener("change", (event) => {
  if (event.target.name === "composer-mode") write(event.target.id.replace("mode-", ""));
});
