// A chat that stays open, the customer's and the colleague's: what is sent is shown at once, sent again after a lost
// line under the same key, and so stored once.
import { giveBack, sketch, toEnd } from "./chat_lines.js";
import { ask, follow, look } from "./chat_news.js";
import { chat, here, ours, say } from "./chat_page.js";
import { inTurn, post, reasonOf } from "./chat_sending.js";
import { forgetTyping, tellTyping } from "./chat_typing.js";

const place = chat.querySelector("[data-chat-refusal]");

function refuse(words) {
  place.replaceChildren();
  if (!words) return;
  const notice = document.createElement("p");
  notice.className = "notice tone-bad";
  notice.textContent = words;
  place.append(notice);
}

const newKey = () => crypto.randomUUID?.() || `${Date.now()}-${Math.random()}`;

say?.addEventListener("submit", async (event) => {
  // The first line of a flood carries a sum, and is sent as any form is.
  if (say.querySelector("[data-proof]")) return;
  event.preventDefault();
  const text = say.elements.text.value.trim();
  const photos = [...(say.elements.photos?.files || [])];
  if (!text && !photos.length) return;
  const said = say.querySelector("[data-chat-said]");
  const fields = new FormData(say);
  if (!photos.length) fields.delete("photos");
  const body = photos.length ? fields : new URLSearchParams(fields);
  say.elements.text.value = "";
  if (photos.length) say.elements.photos.dispatchEvent(new Event("photos:sent"));
  say.elements.key.value = newKey();
  forgetTyping();
  say.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  refuse("");
  const line = sketch([text, ...photos.map((photo) => photo.name)].filter(Boolean).join("\n"));
  const answer = await inTurn(() => post(say, body, said, ours));
  if (!answer.ok) {
    line.remove();
    refuse(await reasonOf(answer, place.dataset.refused));
    say.elements.text.value = [text, say.elements.text.value].filter(Boolean).join("\n");
    if (photos.length) giveBack(say.elements.photos, photos);
    if (answer.status === 429 && !here.cursor) location.reload();
    return;
  }
  line.classList.add("is-taken");
  setTimeout(() => line.remove(), 20000);
  if (!here.cursor) await ask();
  look();
});

// What was pressed, and a contact: the panel says what came of it.
chat.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-chat-act], [data-chat-contact]")) return;
  if (event.submitter?.value === "again") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await inTurn(() => post(form, body, say?.querySelector("[data-chat-said]"), ours));
  refuse(await reasonOf(answer, place.dataset.refused));
  if (answer.ok && form.matches("[data-chat-contact]")) form.reset();
  if (answer.ok && document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
  await ask();
  look();
});

say?.elements.text.addEventListener("input", tellTyping);
say?.elements.text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say.requestSubmit();
});

toEnd();
if (here.cursor && !here.isOver) follow();
