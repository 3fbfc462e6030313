// Anonymous and named exclude each other: ticking one puts the fields of the other away, and keeps them unsent.
for (const root of document.querySelectorAll("[data-who]")) {
  const box = root.querySelector('input[name="is_anonymous"]');
  const fields = root.querySelector("[data-who-fields]");
  const show = () => {
    fields.hidden = box.checked;
    for (const input of fields.querySelectorAll("input")) input.disabled = box.checked;
    root.classList.toggle("is-anonymous", box.checked);
  };
  box.addEventListener("change", show);
  root.classList.add("is-live");
  show();
}
