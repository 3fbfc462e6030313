// Sends what is written or pressed on a case, once: meanwhile nothing more can be sent or typed. What could not be
// sent stays, and is kept as a draft. Without it each form leads to a page of its own.
import { goTo } from "./going.js";
import { isUnsure, post, renewToken } from "../feedback/asking.js";

// What has a script of its own, or answers with a file.
const OTHERS = "[data-plain], [data-reveal], [data-use-solution], [data-search-solutions], dialog *";
let ongoing = null;

const isOurs = (html) => html.includes("case-frame") || html.includes('id="desk-dialog"');
function hold(frame, isHeld) {
  frame.toggleAttribute("data-sending", isHeld);
  for (const box of frame.querySelectorAll("[data-draft-of]")) box.readOnly = isHeld;
  // Not disabled: the place would be lost.
  for (const button of frame.querySelectorAll(".composer [type=submit]")) button.setAttribute("aria-disabled", String(isHeld));
}

async function sent(form, data) {
  const answer = await post(form.action, data, { headers: form.closest("[data-beside]") ? { "X-Beside": "1" } : {} });
  return { answer, html: answer.status === 204 ? "" : await answer.text() };
}

async function ask(form, data) {
  const until = [];
  // A draft on its way would arrive afterwards, and stay.
  document.dispatchEvent(new CustomEvent("desk:leaving", { detail: { until, sent: form } }));
  await Promise.all(until);
  const first = await sent(form, data);
  if (first.answer.status !== 403 || isOurs(first.html)) return first;
  // Whoever signed in again elsewhere has a new token.
  const token = await renewToken(form.closest(".case-frame").dataset.caseUrl);
  data.set("csrfmiddlewaretoken", token);
  return token ? sent(form, data) : first;
}

// What did not come back may have arrived: where the same words are taken once, pressing again is safe.
function failed(form, answer) {
  const words = form.closest(".case-frame").dataset;
  if (!isUnsure(answer)) return words.offline;
  return form.elements.namedItem("key") ? words.unsureOnce : words.unsure;
}

// Where the composer has no place for it, at the top of the case.
const placeOf = (form) => (form.matches(".composer") ? form : form.closest(".case-frame")).querySelector("[data-sent-said]");

function unsent(form, words) {
  form.elements.namedItem("next")?.remove();
  placeOf(form).textContent = words;
  document.dispatchEvent(new CustomEvent("desk:unsent", { detail: form }));
}

function refused(form, html) {
  const [mode, frame] = [form.querySelector("[data-draft-of]")?.dataset.draftOf, form.closest(".case-frame")];
  const place = frame.parentElement;
  frame.outerHTML = html;
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: place }));
  const again = place.querySelector(`[data-draft-of="${mode}"]`)?.form ?? place.querySelector("[data-sent-said]");
  document.dispatchEvent(new CustomEvent("desk:unsent", { detail: again }));
  place.querySelector(".error-summary")?.focus();
}

// Beside a list the next case is opened; on a page of its own the browser goes on, and the form is held until then.
async function finish(form, detail) {
  for (const box of form.querySelectorAll("[data-draft-of]")) box.value = "";
  if (!document.dispatchEvent(new CustomEvent("desk:done", { cancelable: true, detail }))) return Promise.all(detail.after);
  return goTo(detail.answer);
}

async function send(form, submitter) {
  const frame = form.closest(".case-frame");
  const [code, isOver] = [form.elements.waits?.value ? "wait" : submitter?.dataset.act ?? "", form.dataset.goesOn !== undefined];
  delete form.dataset.goesOn;
  if (frame.matches("[data-sending]")) return;
  hold(frame, true);
  placeOf(form).textContent = "";
  ongoing = ask(form, new FormData(form, submitter));
  try {
    const { answer, html } = await ongoing;
    if (answer.status === 204) await finish(form, { answer, code, isOver, after: [] });
    else if (answer.redirected) unsent(form, frame.dataset.signedOut);
    else if (html.includes("case-frame")) refused(form, html);
    else if (isOurs(html)) document.dispatchEvent(new CustomEvent("desk:dialog", { detail: { html, opener: submitter } }));
    else unsent(form, answer.status < 500 ? frame.dataset.refused : failed(form, answer));
  } catch {
    unsent(form, failed(form, null));
  }
  ongoing = null;
  hold(frame, false);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(".case-frame form[method=post]") || form.matches(OTHERS)) return;
  event.preventDefault();
  send(form, event.submitter);
});
// Who wants to leave waits, and stays where it could not be sent.
document.addEventListener("desk:leaving", ({ detail }) =>
  ongoing && detail.until.push(ongoing.then(({ answer }) => answer.status === 204, () => false)));
window.addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach((one) => hold(one, false)));
