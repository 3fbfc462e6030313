// Opens <dialog>s modally from links (href="#id" data-dialog="id"); without it :target shows them.
function open(dialog, opener) {
  dialog.removeAttribute("open"); // Sent open by the server, it is not modal yet.
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.focus(), { once: true });
}

function isTouched(dialog) {
  return [...dialog.querySelectorAll("input, textarea")].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const asked = opener && document.getElementById(opener.dataset.dialog);
  if (asked?.showModal) {
    event.preventDefault();
    open(asked, opener);
    return;
  }
  const dialog = event.target.closest("dialog[open]");
  if (!dialog) return;
  if (event.target.closest("[data-dialog-close]")) {
    event.preventDefault();
    dialog.close();
  } else if (event.target === dialog && !isTouched(dialog)) {
    dialog.close(); // The backdrop was clicked, and nothing typed would be lost.
  }
});

// A dialog that came back with errors (data-open), or whose address was shared, opens by itself.
const shared = location.hash && document.getElementById(location.hash.slice(1));
const first = document.querySelector("dialog[data-open]") ?? (shared?.matches?.("dialog") ? shared : null);
if (first?.showModal) {
  history.replaceState(null, "", location.pathname + location.search);
  open(first);
}
