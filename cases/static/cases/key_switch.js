// Turns off, and on again, what keys of a single sign do; remembered in this browser. keys.js and palette.js ask for it.
const switches = () => document.querySelectorAll("[data-keys-on]");

function draw() {
  for (const one of switches()) {
    one.checked = localStorage.getItem("desk.keys") !== "no";
    one.closest("[hidden]")?.removeAttribute("hidden");
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-on]")) return;
  localStorage.setItem("desk.keys", event.target.checked ? "yes" : "no");
  draw();
});
document.addEventListener("feedback:replaced", draw);
draw();
