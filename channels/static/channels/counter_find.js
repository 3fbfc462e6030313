// Who stands at the counter: looked up by what the clerk types, or by the number in the entry.
const entry = document.querySelector("[data-entry]");
const find = document.querySelector("[data-find]");
const found = document.querySelector("[data-found]");
const query = find.querySelector('[name="query"]');

async function look(text) {
  const body = new FormData(find);
  body.set("query", text);
  try {
    const answer = await fetch(find.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    found.innerHTML = await answer.text();
    document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: found }));
  } catch {
    const note = document.createElement("p");
    note.className = "found-nothing";
    note.textContent = found.dataset.failed;
    found.replaceChildren(note);
  }
}

find.addEventListener("submit", (event) => {
  event.preventDefault();
  look(query.value);
  // Most look-ups are by number: it need not be typed twice.
  const phone = entry.elements.phone;
  if (/^[+\d][\d\s-]{5,}$/.test(query.value.trim()) && !phone.value && !phone.disabled) phone.value = query.value.trim();
  entry.elements.name.focus();
});
entry.elements.phone.addEventListener("change", (event) => {
  if (event.target.value.trim()) look(event.target.value);
});
