// What was typed into a dialog that was shut without being sent is there again when it is opened anew on this page.
const kept = new Map();
const fields = (form) => [...form.elements].filter((one) => one.name && !/^(hidden|file|submit|button)$/.test(one.type));
const isTick = (field) => /^(checkbox|radio)$/.test(field.type);
const values = (form) => fields(form).map((field) => [field.name, isTick(field) ? `${field.value}=${field.checked}` : field.value]);

function put(form, typed) {
  fields(form).forEach((field, number) => {
    const [name, value] = typed[number] ?? [];
    if (name !== field.name) return;
    if (isTick(field)) field.checked = value.endsWith("=true");
    // What came with the dialog, such as the words of the composer, is newer.
    else if (!field.value || field.tagName === "SELECT") field.value = value;
  });
}

export function keepTyped(dialog, words) {
  const form = dialog.querySelector("form");
  if (!form) return;
  const [place, fresh, typed] = [form.action, JSON.stringify(values(form)), kept.get(form.action)];
  kept.delete(place);
  if (typed && !dialog.querySelector(".error-summary")) {
    put(form, typed);
    const said = Object.assign(document.createElement("p"), { className: "muted small", textContent: words ?? "" });
    said.setAttribute("role", "status");
    dialog.querySelector(".dialog-body").prepend(said);
  }
  dialog.addEventListener("close", () => {
    const now = values(form);
    if (!("done" in dialog.dataset) && JSON.stringify(now) !== fresh) kept.set(place, now);
  });
}
