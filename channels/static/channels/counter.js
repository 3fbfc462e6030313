// The counter by keyboard: Enter goes to the next field, 1-9 choose the kind, Ctrl+Enter saves, / finds.
const entry = document.querySelector("[data-entry]");
const query = document.querySelector('[data-find] [name="query"]');
const words = entry.querySelector('[name="text"]');
const kinds = entry.querySelector("[data-kinds]");
const more = entry.querySelector("[data-more]");
const TYPED = "input:not([type=radio], [type=checkbox], [type=file]), textarea, select";

function choose(key) {
  if (key === "0" && more) {
    more.open = true;
    more.querySelector("input").focus();
    return true;
  }
  const chip = kinds.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!chip) return false;
  chip.checked = true;
  chip.dispatchEvent(new Event("change", { bubbles: true }));
  words.focus();
  return true;
}

// Enter walks phone, name, e-mail, then the kinds; from the kinds a digit leads to the words.
function onward(field) {
  const walk = [...entry.querySelectorAll(TYPED)].filter((one) => one.type !== "hidden" && !one.disabled);
  const email = entry.elements.email;
  if (field === email || field === entry.elements.is_anonymous) {
    (kinds.querySelector("input:checked") ?? kinds.querySelector("input"))?.focus();
    return;
  }
  walk[walk.indexOf(field) + 1]?.focus();
}

let isSending = false;
entry.addEventListener("submit", (event) => {
  if (isSending) event.preventDefault();
  isSending = true;
});
for (const again of ["pageshow", "counter:again"]) {
  window.addEventListener(again, () => {
    isSending = false;
  });
}

document.addEventListener("keydown", (event) => {
  // A slip lies over the form, or a dialog: the keys are theirs.
  if (event.isComposing || document.querySelector("dialog[open], .slip-page")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    entry.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches?.(TYPED);
  if (event.key === "Escape" && isTyping) event.target.blur();
  else if (event.key === "Enter" && entry.contains(event.target) && event.target.matches("input:not([type=file])")) {
    event.preventDefault();
    onward(event.target);
  } else if (!isTyping && /^\d$/.test(event.key)) {
    if (choose(event.key)) event.preventDefault();
  } else if (!isTyping && event.key === "/") {
    event.preventDefault();
    query.focus();
    query.select();
  }
});

const camera = document.querySelector("[data-camera]");
const photos = entry.querySelector('input[type="file"]');
if (camera && matchMedia("(pointer: coarse)").matches) {
  camera.hidden = false;
  camera.addEventListener("click", () => {
    photos.setAttribute("capture", "environment");
    photos.click();
    photos.removeAttribute("capture");
  });
}

if (!document.querySelector(".counter-errors:not([hidden])")) entry.elements.phone.focus();
