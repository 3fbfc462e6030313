// Paper by keyboard: hands stay on the keys, the scan turns beside them, Ctrl+Enter leads to the next sheet.
import { enlarge, show } from "./box_scans.js";

const form = document.querySelector("[data-sheet-form]");
const same = form.querySelector("[data-same]");
const contact = form.querySelector("[data-contact]");
const aside = document.querySelector("[data-aside]");

function set(name, value) {
  const field = form.elements[name];
  if (field instanceof RadioNodeList) {
    for (const radio of field) radio.checked = radio.value === value;
    form.querySelector(`[name="${name}"]:checked`)?.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function setAll() {
  for (const button of same?.querySelectorAll("[data-set]") ?? []) set(button.dataset.set, button.dataset.value);
}

function open(details) {
  if (!details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden], [type=radio])").focus();
}

// By the key's place: with Alt some keyboards write another letter.
const KEYS = {
  KeyS: setAll,
  KeyC: () => open(contact),
  KeyZ: enlarge,
  Digit0: () => open(aside),
  Comma: () => show(-1),
  Period: () => show(1),
};

let isSending = false;
form.addEventListener("submit", (event) => {
  if (isSending) event.preventDefault();
  isSending = true;
});
window.addEventListener("pageshow", () => {
  isSending = false;
});
form.elements.number.addEventListener("change", (event) => {
  const number = aside?.querySelector("[data-aside-number]");
  if (number) number.value = event.target.value;
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    (event.target.closest("form") ?? form).requestSubmit();
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const kind = /^Digit[1-9]$/.test(event.code) && form.querySelector(`[data-kind="${event.code.slice(5)}"]`);
  if (kind) set("category", kind.value);
  else if (KEYS[event.code]) KEYS[event.code]();
  else return;
  event.preventDefault();
});

if (same) {
  same.hidden = false;
  same.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set]");
    if (button) set(button.dataset.set, button.dataset.value);
    else if (event.target.closest("[data-set-all]")) setAll();
    form.elements.text.focus();
  });
}
if (!document.querySelector("[autofocus]")) form.elements.text.focus();
