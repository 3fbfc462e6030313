// Standard solutions on a case page: fetched once the page is there, searched in place, put into the answer
// by a key. Without it each link and button leads to a page of its own.
import { ask, post } from "../feedback/asking.js";

// A case beside a list comes and goes: each time the list of its solutions is another one.
let [list, said] = [null, null];

function begin() {
  const found = document.querySelector("[data-solutions]");
  if (found === list) return;
  [list, said] = [found, document.querySelector("[data-solutions-said]")];
  if (list) show(list.dataset.solutions);
}

async function show(address) {
  const list = document.querySelector("[data-solutions]");
  try {
    const answer = await ask(address);
    if (!answer.ok || answer.redirected) return;
    list.innerHTML = await answer.text();
  } catch {
    // The line is down: the link that stands there leads on.
  }
}

export function write(text) {
  const choice = document.getElementById("mode-customer");
  const box = document.getElementById("dialog-text-customer");
  if (!choice || !box) return false;
  choice.checked = true;
  const before = box.value.slice(0, box.selectionStart).trimEnd();
  const after = box.value.slice(box.selectionEnd).trimStart();
  box.value = [before, text, after].filter(Boolean).join("\n\n");
  box.rows = Math.max(box.rows, 12);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

async function use(form) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await post(form.action, new FormData(form));
    const text = await answer.text();
    if (answer.status === 409) said.textContent = text;
    else if (!answer.ok || answer.redirected || !write(text)) return form.submit();
    else {
      said.textContent = decodeURIComponent(answer.headers.get("X-Said") ?? "") || list.dataset.solutionsDone;
      show(list.dataset.solutions);
    }
  } catch {
    // Nothing was put in, and what was typed stays.
  }
  button.disabled = false;
  return undefined;
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-use-solution]")) {
    event.preventDefault();
    use(event.target);
  } else if (event.target.matches("[data-search-solutions]")) {
    event.preventDefault();
    show(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  }
});
begin();
document.addEventListener("feedback:replaced", begin);
