// The phone by keyboard: a key presses whatever carries it; in the sheet digits choose the kind, Ctrl+Enter saves.
const form = document.querySelector("[data-call-form]");
const title = document.title;
const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select";

// Who is calling stands in the tab too, for an agent who looks at another one.
function name() {
  const ring = document.querySelector("[data-ringing]");
  document.title = ring ? `☎ ${ring.dataset.ringing} – ${title}` : title;
}

function choose(key) {
  const kind = form?.querySelector(`[data-kind="${CSS.escape(key)}"]`);
  if (!kind || !kind.offsetParent) return false;
  kind.checked = true;
  kind.dispatchEvent(new Event("change", { bubbles: true }));
  form.elements.text.focus();
  return true;
}

let isSending = false;
form?.addEventListener("submit", (event) => {
  if (isSending) event.preventDefault();
  isSending = true;
});
window.addEventListener("pageshow", () => {
  isSending = false;
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.(TYPED)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (form && /^[1-9]$/.test(event.key)) {
    if (choose(event.key)) event.preventDefault();
    return;
  }
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (pressed) {
    event.preventDefault();
    pressed.click();
  }
});

document.addEventListener("feedback:replaced", name);
name();
if (form && !document.querySelector(".counter-errors")) form.elements.text.focus();
