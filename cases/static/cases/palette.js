// The list of keys (?) and the palette (Ctrl+K): go to a queue, a view or a case, do what is open on this case.
// Without it their links lead to pages of their own.
import { keys, open } from "./overlay.js";
import { show } from "./palette_box.js";

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog.desk-overlay");
  if (event.target.closest("[data-overlay-close]") || (dialog && event.target === dialog)) dialog.close();
  const link = event.target.closest(".desk-tools > p a[data-keys], .desk-tools > p a[data-palette]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.keys === undefined) show(link.href);
  else open(keys, link.href);
});
// Before the frame's own palette, which knows models and no cases.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const isTyping = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const isFree = !document.querySelector("dialog[open]");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    event.stopPropagation();
    if (isFree) show(document.querySelector("[data-palette]").href);
  } else if (event.key === "?" && !isTyping && isFree) {
    event.preventDefault();
    open(keys, document.querySelector(".desk-tools > p a[data-keys]").href);
  }
}, true);
