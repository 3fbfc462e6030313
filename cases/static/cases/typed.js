// What was typed into a dialog that was shut without being sent is there again when it is opened anew on this page.
const kept = new Map();
const fields = (form) => [...form.elements].filter((one) => one.name && !/^(hidden|file|submit|button)$/.test(one.type));
const isTick = (field) => /^(checkbox|radio)$/.test(field.type);
const values = (form) => fields(form).map((field) => [field.name, isTick(field) ? `${field.value}=${field.checked}` : field.value]);

function put(form, { was, now }) {
  fields(form).forEach((field, number) => {
    const [[name, value] = [], [, begun] = []] = [now[number], was[number]];
    // What nobody changed comes as it is now.
    if (name !== field.name || value === begun) return;
    if (isTick(field)) field.checked = value.endsWith("=true");
    // Words that came with the dialog, such as those of the composer, are newer.
    else if (field.tagName !== "TEXTAREA" || !field.value || field.value === begun) field.value = value;
  });
}

export function keepTyped(dialog, words) {
  const form = dialog.querySelector("form");
  if (!form) return;
  // What was refused is all typed, and nowhere else.
  const isRefused = dialog.querySelector(".error-summary") !== null;
  const [place, was, typed] = [form.action, isRefused ? [] : values(form), kept.get(form.action)];
  kept.delete(place);
  if (typed && !isRefused) {
    put(form, typed);
    const said = Object.assign(document.createElement("p"), { className: "muted small", textContent: words ?? "" });
    said.setAttribute("role", "status");
    dialog.querySelector(".dialog-body").prepend(said);
  }
  dialog.addEventListener("close", () => {
    const now = values(form);
    if (!("done" in dialog.dataset) && JSON.stringify(now) !== JSON.stringify(was)) kept.set(place, { was, now });
  });
}
