// Shows the copy buttons where copying works, and says when it was done.
const ready = Boolean(navigator.clipboard);
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !ready;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    const word = button.querySelector("[data-copy-word]");
    const before = word.textContent;
    word.textContent = word.dataset.copyWord;
    word.setAttribute("role", "status");
    setTimeout(() => {
      word.textContent = before;
    }, 2000);
  });
}
