// Turns off, and on again, what keys of a single sign do; remembered in this browser. Whoever speaks to the machine,
// or whose hand slips, needs it (WCAG 2.1.4). One place for all pages: what is off reaches no other script.
const isOff = () => localStorage.getItem("desk.keys") === "no";
const switches = () => document.querySelectorAll("[data-keys-on]");

function draw() {
  for (const one of switches()) {
    one.checked = !isOff();
    one.closest("[hidden]")?.removeAttribute("hidden");
  }
}

// What a browser does with a key by itself, such as writing it, is left alone.
window.addEventListener("keydown", (event) => {
  const isSingle = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isSingle && isOff()) event.stopImmediatePropagation();
}, true);
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-on]")) return;
  localStorage.setItem("desk.keys", event.target.checked ? "yes" : "no");
  draw();
});
document.addEventListener("feedback:replaced", draw);
draw();
