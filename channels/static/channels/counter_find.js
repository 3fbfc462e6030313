// Who stands at the counter: looked up while the clerk types, and by the number or the name in the entry.
export const entry = document.querySelector("[data-entry]");
const find = document.querySelector("[data-find]");
const found = document.querySelector("[data-found]");
export const query = find.querySelector('[name="query"]');
const { phone, name } = entry.elements;
const PAUSE = 350; // ms without a key after which it is looked up
const NUMBER = /^[+\d][\d\s-]{5,}$/;
const atFirst = [...found.children].map((child) => child.cloneNode(true));
let asked = null;
let timer = 0;
let latest = "";

const isKnown = (part) => part.querySelector(".known") !== null;

function show(nodes) {
  found.replaceChildren(...nodes);
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: found }));
}

// Half a name is nobody yet, which is not said while somebody types; but a number that changed is another's.
function isWorthShowing(part, field) {
  if (!field) return true;
  return isKnown(part) || (field !== name && isKnown(found));
}

// `field`: where it is being typed; none where the clerk asks for it.
export async function look(text, field = null) {
  clearTimeout(timer);
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  latest = text;
  const body = new FormData(find);
  body.set("query", text);
  // Looking up is no act: it ends nothing that is remembered for the clerk, and needs no statement for it.
  const headers = { "X-Requested-With": "fetch", "X-Aside": "1" };
  try {
    const answer = await fetch(find.action, { method: "POST", body, headers, credentials: "same-origin", signal });
    const isTooMuch = answer.status === 429;
    if ((!answer.ok && !isTooMuch) || answer.redirected) throw new Error(String(answer.status));
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    if (isTooMuch || isWorthShowing(part.content, field)) show(part.content.childNodes);
  } catch {
    if (signal.aborted || field) return; // What is shown still holds; asked for again, it says what is wrong.
    const note = document.createElement("p");
    note.className = "found-nothing";
    note.textContent = found.dataset.failed;
    found.replaceChildren(note);
  }
}

function isEnough(field, text) {
  if (field === phone) return text.replace(/\D/g, "").length >= 6;
  return text.replace(/\s/g, "").length >= 2;
}

function later(event) {
  const field = event.target;
  const text = field.value.trim();
  clearTimeout(timer);
  if (event.isComposing || text === latest) return;
  if (isEnough(field, text)) timer = setTimeout(look, PAUSE, text, field);
  else if (!text && field === query && !phone.value) {
    asked?.abort();
    latest = "";
    show(atFirst.map((child) => child.cloneNode(true)));
  }
}

for (const field of [query, phone, name]) {
  field.addEventListener("input", later);
  field.addEventListener("compositionend", later);
}
find.addEventListener("submit", (event) => {
  event.preventDefault();
  look(query.value);
  // Most look-ups are by number: it need not be typed twice.
  if (NUMBER.test(query.value.trim()) && !phone.value && !phone.disabled) phone.value = query.value.trim();
  name.focus();
});
phone.addEventListener("change", () => {
  const text = phone.value.trim();
  if (text && text !== latest) look(text);
});
