// A slip that lies over the form: printed, printed again, and put away for the next customer.
import { qrcode } from "../vendor/qrcode-generator/qrcode.mjs";
import { dialog, form, here, pad, slipView, urls, word } from "./device_page.js";
import { slipOf } from "./device_slip.js";

function cover(isNew) {
  slipView.hidden = false;
  slipView.dataset.isNew = isNew ? "yes" : "";
  document.querySelector(".panes").hidden = true;
  document.body.classList.replace("counter", "slip-page");
  document.body.classList.add("print-receipt");
  slipView.querySelector("[data-next]").focus();
  window.scrollTo(0, 0);
}

export function showSlip(entry, { isNew = false } = {}) {
  const paper = slipOf(entry, { device: here.device, caseUrl: urls.caseUrl, qrcode });
  slipView.querySelector("[data-paper]").replaceChildren(paper);
  cover(isNew);
  document.fonts.ready.then(() => window.print());
}

export function slipAgain(head) {
  dialog.close();
  showSlip(head);
}

export function showWithoutSlip() {
  const note = document.createElement("p");
  note.textContent = word("kept_without_number");
  slipView.querySelector("[data-paper]").replaceChildren(note);
  cover(true);
}

function next() {
  if (slipView.dataset.isNew && navigator.serviceWorker?.controller) {
    location.assign(urls.home);
    return;
  }
  if (slipView.dataset.isNew) form.reset();
  pad.clear();
  slipView.hidden = true;
  document.querySelector(".panes").hidden = false;
  document.body.classList.replace("slip-page", "counter");
  document.body.classList.remove("print-receipt");
  form.elements.phone.focus();
}

slipView.querySelector("[data-next]").addEventListener("click", (event) => {
  event.preventDefault();
  next();
});
slipView.querySelector("[data-print]").addEventListener("click", () => window.print());
document.addEventListener("keydown", (event) => {
  if (slipView.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "n" || key === "escape") next();
  else if (key === "p") window.print();
});
