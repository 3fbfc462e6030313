// Keeps what is typed for as long as this tab lives, so that a language switch, a reload or a dead line loses nothing.
const WORDS = "input:not([type=hidden], [type=file], [type=password]), textarea, select";

function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

function keep(form, key) {
  const said = {};
  for (const field of form.querySelectorAll(WORDS)) {
    if (field.name === "website") continue;
    if (field.type === "radio" ? field.checked : field.type !== "checkbox" && field.value) said[field.name] = field.value;
    if (field.type === "checkbox" && field.checked) said[field.name] = true;
  }
  try {
    sessionStorage.setItem(key, JSON.stringify(said));
  } catch {
    // No room or not allowed: then there is no draft.
  }
}

function restore(form, said) {
  for (const field of form.querySelectorAll(WORDS)) {
    const value = said[field.name];
    if (value === undefined) continue;
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = true;
    else if (!field.value) field.value = value;
    // What the page filled in stands below what was written before, and once.
    else if ("belowDraft" in field.dataset) field.value = value.includes(field.value.trim()) ? value : `${value.trimEnd()}\n\n${field.value.trimStart()}`;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// What was taken is no draft any more; said first, for the same page may hold the next empty form.
for (const done of document.querySelectorAll("[data-draft-done]")) sessionStorage.removeItem(`draft:${done.dataset.draftDone}`);
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  restore(form, stored(key));
  form.addEventListener("input", () => keep(form, key));
  form.addEventListener("change", () => keep(form, key));
}
// What may help at once is for whoever begins to write; nobody else need load it.
const offer = document.querySelector("[data-suggest]");
if (offer) document.getElementById("id_text").addEventListener("focus", () => import(offer.dataset.script), { once: true });
