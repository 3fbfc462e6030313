// Reply templates: a list in a dialog, narrowed as one types; Enter puts the first that is left into the answer.
// Without it the list is a page of its own, and each button leads to the composer.
import { ask, post } from "../feedback/asking.js";
import { write } from "./solutions.js";

const shown = (dialog) => [...dialog.querySelectorAll("[data-words]")].filter((row) => !row.hidden);

function narrow(dialog, words) {
  const all = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of dialog.querySelectorAll("[data-words]")) row.hidden = !all.every((word) => row.dataset.words.includes(word));
  dialog.querySelector("[data-replies-none]").hidden = shown(dialog).length > 0;
}

async function use(form, dialog) {
  const said = dialog.querySelector("[data-replies-said]");
  try {
    const answer = await post(form.action, new FormData(form));
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const found = await answer.json();
    dialog.close();
    if (write(found.text)) document.querySelector(".composer-customer [data-sent-said]").textContent = found.said;
  } catch {
    said.textContent = said.dataset.failed;
  }
}

function show(html, opener) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "dialog", innerHTML: html });
  dialog.setAttribute("aria-labelledby", "replies-title");
  opener.closest(".case-frame").append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("input", (event) => event.target.matches("[data-narrow]") && narrow(dialog, event.target.value));
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-narrow]")) return;
    event.preventDefault();
    shown(dialog)[0]?.querySelector("form").requestSubmit();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    use(event.target, dialog);
  });
  dialog.showModal();
  dialog.querySelector("[data-narrow]")?.focus();
}

async function open(link) {
  try {
    const answer = await ask(link.href);
    if (answer.ok && !answer.redirected) return show(await answer.text(), link);
  } catch {
    // The line is down: the page says so itself.
  }
  return location.assign(link.href);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-reply-templates]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});
