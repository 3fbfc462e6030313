// Send and solve: what stands in the composer becomes the answer in the dialog that solves the case. Without it the
// button leads to that dialog as a page of its own.
import { post } from "../feedback/asking.js";

async function begin(button) {
  const [form, frame, until] = [button.form, button.closest(".case-frame"), []];
  const said = form.querySelector("[data-sent-said]");
  said.textContent = "";
  // Files on their way, and the last words of the draft.
  document.dispatchEvent(new CustomEvent("desk:leaving", { detail: { until } }));
  await Promise.all(until);
  try {
    const answer = await post(button.formAction, new FormData(form, button));
    const html = await answer.text();
    if (html.includes('id="desk-dialog"')) document.dispatchEvent(new CustomEvent("desk:dialog", { detail: { html, opener: button } }));
    else said.textContent = answer.redirected ? frame.dataset.signedOut : answer.status === 409 ? html : frame.dataset.refused;
  } catch {
    said.textContent = frame.dataset.offline;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-solves]");
  if (!button) return;
  event.preventDefault();
  begin(button);
});
