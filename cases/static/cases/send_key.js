// Sending is the one thing that is done from within a field: Ctrl+Enter, and of a composer with Shift on to the next case.
const FORMS = ".composer, #desk-dialog form, .dialog-page, #bulk";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
  const form = event.target.form;
  if (event.defaultPrevented || !form?.matches(FORMS)) return;
  event.preventDefault();
  if (event.shiftKey && form.matches(".composer")) form.dataset.goesOn = "";
  form.requestSubmit();
});
