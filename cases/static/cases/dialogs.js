// Opens a step's page as a dialog over the case, and shows one revealed value in its place.
// Without it each link leads to the same form on a page of its own.
import { ask, isUnsure, post } from "../feedback/asking.js";
import { keepTyped } from "./typed.js";

function show(html, opener) {
  document.getElementById("desk-dialog")?.remove();
  const frame = document.createElement("div");
  frame.className = "desk";
  frame.innerHTML = html;
  const dialog = frame.querySelector("dialog");
  const page = document.querySelector(".case-frame");
  page.append(frame);
  keepTyped(dialog, page.dataset.typedAgain);
  // What is done: next.js and beside.js go on to the next case after some.
  dialog.dataset.step = opener?.dataset.step ?? opener?.dataset.act ?? "";
  dialog.addEventListener("close", () => {
    frame.remove();
    // Behind "more" it is shut away by now: the line that opens it stands for it.
    (opener?.closest("[data-more]:not([open])")?.querySelector("summary") ?? opener)?.focus();
  });
  dialog.querySelector("form")?.addEventListener("submit", (event) => send(event, dialog, opener));
  dialog.showModal();
  (dialog.querySelector(".error-summary") ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

async function open(link) {
  const answer = await ask(link.href);
  if (answer.ok && !answer.redirected) show(await answer.text(), link);
  else location.assign(link.href);
}

async function send(event, dialog, opener) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const headers = opener?.closest("[data-beside]") ? { "X-Beside": "1" } : {};
    const answer = await post(form.action, new FormData(form), { headers });
    if (answer.status === 204) return void (await finish(answer, dialog));
    else {
      const html = await answer.text();
      if (html.includes("desk-dialog")) show(html, opener);
      else unsent(form, answer);
    }
  } catch {
    unsent(form, null);
  }
  button.disabled = false;
}

// What was typed stays, and the button works again. A page without words for it sends the form as browsers do.
function unsent(form, answer) {
  const words = form.closest(".case-frame").dataset;
  const lost = isUnsure(answer) ? words.unsure : words.offline;
  const says = !answer || answer.status >= 500 ? lost : answer.redirected ? words.signedOut : words.refused;
  if (!says) return void (answer && form.submit());
  const place = form.querySelector("[data-unsent]") ?? Object.assign(document.createElement("p"), { className: "error-summary" });
  place.setAttribute("role", "alert");
  place.dataset.unsent = "";
  place.textContent = says;
  return void form.querySelector("[type=submit]").before(place);
}

async function finish(answer, dialog) {
  dialog.dataset.done = "";
  const until = [];
  document.dispatchEvent(new CustomEvent("desk:leaving", { detail: { until } }));
  await Promise.all(until);
  const done = new CustomEvent("desk:done", { cancelable: true, detail: { answer, code: dialog.dataset.step } });
  if (document.dispatchEvent(done)) location.assign(answer.headers.get("Location"));
  else dialog.close();
}

async function reveal(form) {
  const answer = await post(form.action, new FormData(form));
  if (!answer.ok || answer.redirected) return form.submit();
  const place = form.closest(".masked-value");
  place.insertAdjacentHTML("afterend", await answer.text());
  const shown = place.nextElementSibling;
  place.remove();
  shown.tabIndex = -1; // The button that was pressed is gone: one goes on from what it showed.
  shown.focus();
  return undefined;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog-from]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});
document.addEventListener("desk:dialog", ({ detail }) => show(detail.html, detail.opener));
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-reveal]")) return;
  event.preventDefault();
  reveal(event.target);
});
