// The rows of a list under the keys: which one is chosen, to move on, claim, tick and filter.
export const rows = () => [...document.querySelectorAll("[data-row]")];

function select(row) {
  for (const other of rows()) other.removeAttribute("aria-selected");
  row.setAttribute("aria-selected", "true");
  row.querySelector("[data-open]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("desk:selected", { detail: row }));
}

export function current() {
  return rows().find((row) => row.hasAttribute("aria-selected")) ?? document.activeElement.closest?.("[data-row]");
}

export function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  select(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

export function claim() {
  const address = current()?.dataset.claim;
  const form = document.getElementById("claim");
  if (!address || !form) return;
  form.action = address;
  form.requestSubmit();
}

export function tickAll() {
  const boxes = rows().map((row) => row.querySelector("[data-tick]")).filter(Boolean);
  const isFull = boxes.every((box) => box.checked);
  for (const box of boxes) if (box.checked === isFull) box.click();
}

// With cases ticked, the key of an act is for all of them.
export function actOnTicked(key) {
  const form = document.getElementById("bulk");
  const act = form && !form.hidden && form.querySelector(`[data-bulk-key="${CSS.escape(key)}"]`);
  if (!act) return false;
  act.selected = true;
  form.requestSubmit();
  return true;
}

export function filter() {
  const part = document.querySelector("details.queue-filters:not(.queue-look)");
  if (!part) return;
  part.open = true;
  part.querySelector("select, input").focus();
}

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
