// The limits of a policy: rows come, go and move in place, and what a promise means is said as it is chosen.
// Without it each of these buttons sends the form and the page comes back with everything that was typed.
import { post } from "../feedback/asking.js";

const form = document.querySelector("[data-policy-form]");
const said = document.querySelector("[data-policy-said]");

async function act(button) {
  const rows = form.querySelector("[data-policy-rows]");
  rows.setAttribute("aria-busy", "true");
  try {
    const answer = await post(form.action, new FormData(form, button));
    if (!answer.ok || answer.redirected) return send(button);
    rows.outerHTML = await answer.text();
    form.querySelector("[data-policy-rows] [autofocus]")?.focus();
    said.textContent = button.dataset.said;
  } catch {
    rows.removeAttribute("aria-busy");
    said.textContent = "";
  }
  return undefined;
}

// As if there were no script: whoever has to sign in again is led there.
function send(button) {
  const pressed = document.createElement("input");
  Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
  form.append(pressed);
  form.submit();
}

function mean(select) {
  const text = document.querySelector(`[data-policy-means="${select.value}"]`)?.textContent ?? "";
  select.closest("fieldset").querySelector("[data-policy-meaning]").textContent = text.trim();
}

form.addEventListener("submit", (event) => {
  if (!event.submitter?.matches("[data-row-act]")) return;
  event.preventDefault();
  act(event.submitter);
});
form.addEventListener("change", (event) => event.target.name?.endsWith("-clock") && mean(event.target));
