// That somebody writes, and nothing of what: shown of the other side, told of this one.
import { chat, here, ours, say } from "./chat_page.js";

const EVERY = 4000;
let ends;
let toldAt = 0;

// Said once, and out by itself.
export function showTyping(seconds) {
  const place = chat.querySelector("[data-chat-typing]");
  clearTimeout(ends);
  const words = seconds > 0 && !here.isOver ? place?.dataset.chatTyping : "";
  if (place && place.textContent !== words) place.textContent = words;
  if (words) ends = setTimeout(() => showTyping(0), seconds * 1000);
}

export function tellTyping() {
  if (!chat.dataset.typingUrl || here.state !== "with_person" || here.isOver || !say.elements.text.value.trim()) return;
  if (Date.now() - toldAt < EVERY) return;
  toldAt = Date.now();
  const body = new URLSearchParams({ csrfmiddlewaretoken: say.elements.csrfmiddlewaretoken.value });
  fetch(chat.dataset.typingUrl, { ...ours, method: "POST", body }).catch(() => {});
}

// What was written has been sent: the next sign is told at once.
export function forgetTyping() {
  toldAt = 0;
}
