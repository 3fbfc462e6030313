// Opens <dialog>s modally from links (href="#id" data-dialog="id"); without it :target shows them.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
    dialog.addEventListener("close", () => opener.focus(), { once: true });
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  const dialog = closer?.closest("dialog[open]");
  if (dialog) {
    event.preventDefault();
    dialog.close();
  } else if (event.target.matches("dialog[open]")) {
    // A click on the backdrop: only the dialog itself is hit, not what is in it. Nothing typed is lost.
    if (!event.target.querySelector("form")?.matches(":has(:user-valid, :user-invalid)")) event.target.close();
  }
});

// A dialog that came back with errors, or whose address was shared, opens by itself.
const asked = document.querySelector("dialog[data-open]") ?? (location.hash && document.querySelector(`dialog${CSS.escape(location.hash).replace("\\#", "#")}`));
if (asked?.showModal) {
  history.replaceState(null, "", location.pathname + location.search);
  asked.showModal();
}
