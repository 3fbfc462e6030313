// Keys of the call sheet: d shows the number and dials, digits choose the outcome and then the score,
// Enter records. Without it every part is a plain form.
const sheet = document.querySelector("[data-call-sheet]");
const form = sheet?.querySelector("form.call-form");
const numbers = sheet?.querySelector("[data-numbers]");

function chosen() {
  return form.querySelector('[name="outcome"]:checked')?.value ?? "";
}

// Only what the outcome asks for is shown.
function follow() {
  const outcome = chosen();
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(outcome);
  }
  for (const words of sheet.querySelectorAll("[data-closing]")) {
    words.hidden = ["solved", "not_solved"].includes(outcome) && words.dataset.closing !== outcome;
  }
}

function choose(name, number) {
  const radio = form.querySelectorAll(`[name="${name}"]`)[number - 1];
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (name === "score") {
    if (chosen() === "not_solved") form.elements.remark.focus();
    else form.querySelector('[type="submit"]').focus();
  } else if (["solved", "not_solved"].includes(radio.value)) form.querySelector('[name="score"]').focus();
  else if (radio.value === "call_later") form.elements.call_at.focus();
  else radio.focus();
}

async function showNumber(button) {
  const body = new FormData(form);
  body.set(button.name, button.value);
  const answer = await fetch(button.formAction, {
    method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin",
  });
  if (!answer.ok) return false;
  numbers.innerHTML = await answer.text();
  return true;
}

async function dial() {
  const button = numbers.querySelector("[data-show-number]");
  if (!numbers.querySelector("[data-dial]") && button && !(await showNumber(button))) return form.requestSubmit(button);
  const link = numbers.querySelector("[data-dial]");
  if (!link && !button) return document.querySelector("[data-ask-by-message]")?.focus();
  link?.focus();
  link?.click();
}

function pressed(event) {
  const isTyping = event.target.closest('textarea, select, input:not([type="radio"])');
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  const inScore = event.target.closest('[data-keys="score"]');
  if (/^[1-7]$/.test(event.key)) {
    event.preventDefault();
    choose(inScore ? "score" : "outcome", Number(event.key));
  } else if (event.key === "Escape" && inScore) {
    form.querySelector('[name="outcome"]:checked')?.focus();
  } else if (event.key === "d") {
    event.preventDefault();
    dial();
  } else if (event.key === "r") {
    event.preventDefault();
    form.elements.remark.focus();
  }
}

if (form) {
  follow();
  form.addEventListener("change", follow);
  document.addEventListener("keydown", pressed);
  numbers.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="point"]');
    if (!button) return;
    event.preventDefault();
    showNumber(button).then((shown) => (shown ? numbers.querySelector("[data-dial]")?.focus() : form.requestSubmit(button)));
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
