// Opens the print dialog at once; N goes on to the next customer, P prints again.
const again = document.querySelector("[data-print]");
again.hidden = false;
again.addEventListener("click", () => window.print());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "n" || key === "escape") document.querySelector("[data-next]").click();
  else if (key === "p") window.print();
});
// Going back to a slip must not print it a second time.
const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
if (fresh && document.fonts) document.fonts.ready.then(() => window.print());
document.querySelector("[data-next]").focus();
