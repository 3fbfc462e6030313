// Keys of the desk: j k Enter c in a queue, r n l and each button's own on a case, / to search everywhere.
const rows = () => [...document.querySelectorAll("[data-row]")];
const isTyping = (element) => element.matches("input:not([type=radio]), textarea, select, [contenteditable]");

function select(row) {
  for (const other of rows()) other.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  row.querySelector("[data-open]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
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

function search() {
  const box = document.getElementById("desk-search");
  if (box) box.focus();
  else if (document.querySelector("[data-search]")) location.assign(document.querySelector("[data-search]").dataset.search);
}

const KEYS = {
  j: () => move(1), k: () => move(-1), "/": search, r: () => write("customer"), n: () => write("note"),
  l: () => document.getElementById("solution-search")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  if (isTyping(event.target)) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
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
  const row = chosen && document.querySelector(`[data-row] [data-open][href="${new URL(chosen).pathname}"]`);
  if (row) row.closest("[data-row]").setAttribute("aria-selected", "true");
});
// Choosing a mode by mouse puts the cursor where one writes.
document.addEventListener("change", (event) => {
  if (event.target.name === "composer-mode") write(event.target.id.replace("mode-", ""));
});
