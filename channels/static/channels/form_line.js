// Sends a form without leaving its page: again after a lost line (the server knows the same form again), and what was
// wrong is said above the form and at its fields as they stand, photographs and recording still in them.
import { isGone } from "./gone_files.js";

const PAUSES = [5, 10, 20, 40, 60];

// Until the line is back, or for a while: whichever comes first.
const pause = (seconds) => new Promise((done) => {
  setTimeout(done, seconds * 1000);
  addEventListener("online", done, { once: true });
});

// A choice changed by a press, a key or a file let fall; the button that sends is pressed in vain already.
const CHANGES = ["click", "mousedown", "keydown", "drop"];
const CHOSEN = "select, label, button:not([type=submit]), [type=checkbox], [type=radio], [type=file]";
const stay = (event) => {
  if (event.key === "Tab" || !event.target.closest(CHOSEN)) return;
  event.preventDefault();
  event.stopPropagation();
};

// What was sent is sent again as it was: what is added while the line is down would be left behind.
export function hold(form, isHeld) {
  for (const field of form.querySelectorAll("textarea, input")) field.readOnly = isHeld;
  for (const kind of CHANGES) form[isHeld ? "addEventListener" : "removeEventListener"](kind, stay, true);
}

// Sends once more by pressing the button: iOS knows requestSubmit only from 16 on.
export const press = (form) => form.querySelector("[type=submit]").click();

export async function post(form, said, options) {
  const body = new FormData(form);
  hold(form, true);
  said.textContent = said.dataset.sending;
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, ...options });
      if (answer.status < 500) return { to: answer.headers.get("Location"), page: new DOMParser().parseFromString(await answer.text(), "text/html") };
    } catch {
      // The line is down, unless it is a file: of nothing but an empty page it is said that it was not taken.
      if (await isGone(body)) return { to: null, page: document.implementation.createHTMLDocument() };
    }
    said.textContent = said.dataset.away;
    await pause(PAUSES[Math.min(tried, PAUSES.length - 1)]);
  }
}

// A page of another kind came back, such as that a message is too large: what it says is said here.
export function refusal(page, otherwise) {
  const words = [...page.querySelectorAll("main h1, main .lead")].map((part) => part.textContent.trim());
  const notice = Object.assign(document.createElement("div"), { className: "error-summary", tabIndex: -1 });
  notice.setAttribute("role", "alert");
  for (const text of words.length ? words : [otherwise]) {
    notice.append(Object.assign(document.createElement("p"), { textContent: text }));
  }
  return notice;
}

function markFields(form, page) {
  for (const old of form.querySelectorAll(".invalid-feedback")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.classList.remove("is-invalid");
    field.removeAttribute("aria-invalid");
  }
  // Hints stay read out, and what was put right is described by no error that is gone.
  for (const field of form.querySelectorAll("[id]:is(input, select, textarea)")) {
    const told = page.getElementById(field.id)?.getAttribute("aria-describedby");
    if (told) field.setAttribute("aria-describedby", told);
    else field.removeAttribute("aria-describedby");
  }
  for (const wrong of page.querySelectorAll("form [aria-invalid][id]")) {
    const field = form.querySelector(`#${CSS.escape(wrong.id)}`);
    if (!field) continue;
    field.classList.add("is-invalid");
    field.setAttribute("aria-invalid", "true");
    const words = page.getElementById(`${wrong.id}_error`);
    if (!words) continue;
    (field.closest(".file-add") ?? field).after(words);
  }
}

// Gives whether it can be sent again at once: where a sum was asked for, and is done.
export async function correct(form, page, said) {
  hold(form, false);
  said.textContent = "";
  const [errors, told] = [document.querySelector("[data-send-errors]"), page.querySelector(".error-summary")];
  for (const name of told ? ["stamp", "website"] : []) {
    const fresh = page.querySelector(`[name="${name}"]`);
    if (fresh && form.elements[name]) form.elements[name].value = fresh.value;
  }
  if (told) markFields(form, page);
  errors.replaceChildren(told ?? refusal(page, said.dataset.refused));
  const asked = page.querySelector("[data-proof]");
  form.querySelector("[data-send-proof]")?.replaceChildren(...(asked ? [asked] : []));
  errors.querySelector("[tabindex]")?.focus();
  if (!asked) return false;
  const { solve } = await import(form.dataset.proofScript);
  return solve(asked);
}
