// Sending is the one thing that is done from within a field: Ctrl+Enter, and of a composer with Shift on to the next
// case. So too from the summary of what is to be looked at again: where a colleague was quicker, nothing need change.
const FORMS = ".composer, #desk-dialog form, .dialog-page, #bulk";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
  const form = event.target.form ?? (event.target.matches(".error-summary") ? event.target.closest("form") : null);
  if (event.defaultPrevented || !form?.matches(FORMS)) return;
  event.preventDefault();
  if (event.shiftKey && form.matches(".composer")) form.dataset.goesOn = "";
  form.requestSubmit();
});
