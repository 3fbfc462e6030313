// A call-back by keyboard: d shows the number or dials it, digits choose how it ended, Ctrl+Enter records.
const form = document.querySelector("[data-try]");

function follow() {
  const outcome = form.querySelector('[name="outcome"]:checked')?.value ?? "";
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== outcome;
}

function pressed(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('textarea, select, input:not([type="radio"])')) return;
  const radio = /^[1-5]$/.test(event.key) && form.querySelectorAll('[name="outcome"]')[Number(event.key) - 1];
  if (radio) {
    event.preventDefault();
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    (radio.value === "call_later" ? form.elements.call_at : form.elements.remark).focus();
  } else if (event.key === "d") {
    event.preventDefault();
    document.querySelector("[data-dial], [data-show-number]")?.click();
  }
}

if (form) {
  follow();
  form.addEventListener("change", follow);
  document.addEventListener("keydown", pressed);
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
