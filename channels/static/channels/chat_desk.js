// Chats at the desk: how long each has waited, counted on; how many wait, in the tab; a greeting at a press.
const title = document.title;
const language = document.documentElement.lang || "zh-Hant";

function part(value, unit) {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow" }).format(value);
}

function count() {
  for (const element of document.querySelectorAll("time[data-waits]")) {
    const seconds = Math.max(0, Math.round((Date.now() - new Date(element.dateTime)) / 1000));
    element.title = element.title || element.textContent;
    const word = element.previousElementSibling;
    if (word?.dataset.waitsWord) word.textContent = word.dataset.waitsWord;
    element.textContent = seconds < 120 ? part(seconds, "second") : part(Math.floor(seconds / 60), "minute");
  }
  const waiting = Number(document.querySelector("[data-waiting]")?.dataset.waiting || 0);
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

const insert = document.querySelector("[data-insert]");
if (insert) {
  insert.hidden = false;
  insert.addEventListener("click", () => {
    const box = document.getElementById("chat-text");
    box.value = [box.value, insert.dataset.insert].filter(Boolean).join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

// What was pressed leads on by itself, and drawing the page anew meanwhile would hold it back.
let isLeaving = false;
document.addEventListener("submit", (event) => { isLeaving = !event.defaultPrevented; });
addEventListener("pageshow", () => { isLeaving = false; });

// What changed in the chat's standing changes what may be pressed: the page is drawn anew, drafts stay.
document.addEventListener("chat:news", (event) => {
  const box = document.querySelector("[data-chat]");
  if (isLeaving) return;
  if (box?.dataset.state && box.dataset.state !== event.detail.state) location.reload();
  if (box) box.dataset.state = event.detail.state;
});

count();
setInterval(count, 1000);
document.addEventListener("feedback:replaced", count);
