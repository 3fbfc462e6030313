// The rest of a case's steps behind "more": Escape and a press elsewhere shut it, as people expect of a menu.
// Without this script it opens and shuts by its own line alone.
const open = () => document.querySelector("[data-more][open]");

function shut(more, isLeft) {
  more.open = false;
  if (isLeft) more.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  const more = open();
  if (event.key !== "Escape" || event.isComposing || !more || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  shut(more, more.contains(document.activeElement));
}, true);
document.addEventListener("click", (event) => {
  const more = open();
  if (more && (!more.contains(event.target) || event.target.closest("[data-more] a, [data-more] button"))) shut(more, false);
});
