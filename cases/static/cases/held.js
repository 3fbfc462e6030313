// Counts down until an answer goes out; then it can no longer be taken back, and the button goes. Without it the
// moment stands there, and a button that is pressed too late says so.
// Counted from the server's moment: the clock of this machine may be minutes off.
const since = new WeakMap();
function left({ dataset }, began) {
  return new Date(dataset.held) - new Date(dataset.heldNow) - (Date.now() - began);
}

// The key takes the last one back, as it says, and the others are there to be pressed.
function unkeyed(form) {
  const button = form.querySelector("[data-key]");
  button?.querySelector("kbd")?.remove();
  button?.removeAttribute("aria-keyshortcuts");
  button?.removeAttribute("data-key");
}

function refresh() {
  const forms = [...document.querySelectorAll("[data-held]")];
  forms.slice(0, -1).forEach(unkeyed);
  for (const form of forms) {
    if (!since.has(form)) since.set(form, Date.now());
    const seconds = Math.ceil(left(form, since.get(form)) / 1000);
    const said = form.querySelector("[data-held-said]");
    if (Number.isNaN(seconds)) continue;
    if (seconds > 0) {
      said.textContent = form.dataset.heldWords.replace("{seconds}", seconds);
      continue;
    }
    const hadFocus = form.contains(document.activeElement);
    const over = Object.assign(document.createElement("p"), { className: "said-held muted", textContent: form.dataset.heldOver, tabIndex: -1 });
    form.replaceWith(over);
    if (hadFocus) over.focus();
  }
}

refresh();
setInterval(refresh, 1000);
document.addEventListener("feedback:replaced", refresh);

// What undoes from beside the case leads away at once, and puts words above what stands here: that is kept first.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.id !== "undo-answer" || form.dataset.goesOn !== undefined) return;
  const until = [];
  document.dispatchEvent(new CustomEvent("desk:leaving", { detail: { until } }));
  if (!until.length) return;
  event.preventDefault();
  Promise.all(until).then(() => {
    form.dataset.goesOn = "";
    form.requestSubmit(submitter);
    delete form.dataset.goesOn;
  });
});
