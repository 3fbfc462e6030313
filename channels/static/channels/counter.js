// The counter by keyboard: Enter goes to the next field, 1-9 choose the kind, Ctrl+Enter saves, / finds.
const entry = document.querySelector("[data-entry]");
const find = document.querySelector("[data-find]");
const found = document.querySelector("[data-found]");
const query = find.querySelector('[name="query"]');
const words = entry.querySelector('[name="text"]');
const kinds = entry.querySelector("[data-kinds]");
const more = entry.querySelector("[data-more]");
const TYPED = "input:not([type=radio], [type=checkbox], [type=file]), textarea, select";

async function look(text) {
  const body = new FormData(find);
  body.set("query", text);
  try {
    const answer = await fetch(find.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    found.innerHTML = await answer.text();
    document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: found }));
  } catch {
    const note = document.createElement("p");
    note.className = "found-nothing";
    note.textContent = found.dataset.failed;
    found.replaceChildren(note);
  }
}

find.addEventListener("submit", (event) => {
  event.preventDefault();
  look(query.value);
  // Most look-ups are by number: it need not be typed twice.
  const phone = entry.elements.phone;
  if (/^[+\d][\d\s-]{5,}$/.test(query.value.trim()) && !phone.value && !phone.disabled) phone.value = query.value.trim();
  entry.elements.name.focus();
});
entry.elements.phone.addEventListener("change", (event) => {
  if (event.target.value.trim()) look(event.target.value);
});

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
