// A chat that stays open, the customer's and the colleague's: what is sent is shown at once, sent again after a lost
// line under the same key, and so stored once.
import { giveBack, showKept, sketch, toEnd } from "./chat_lines.js";
import { ask, follow, look } from "./chat_news.js";
import { chat, here, ours, say } from "./chat_page.js";
import { inTurn, post, reasonOf } from "./chat_sending.js";
import { forgetTyping, tellTyping } from "./chat_typing.js";

const place = chat.querySelector("[data-chat-refusal]");

// Said above what is written, or in the form that it is about.
function refuse(words, form) {
  place.replaceChildren();
  chat.querySelector(".chat-contact [role=alert]")?.remove();
  if (!words) return;
  const notice = Object.assign(document.createElement("p"), { className: "notice tone-bad", textContent: words });
  if (!form) return place.append(notice);
  notice.setAttribute("role", "alert");
  form.prepend(notice);
  form.elements.contact.focus();
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

// Older iOS does not say which button sent a form, and puts none into its data.
let pressed;
chat.addEventListener("click", (event) => { pressed = event.target.closest("button"); });

// What was pressed, and a contact: the panel says what came of it.
chat.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-chat-act], [data-chat-contact]")) return;
  if (pressed?.value === "again") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (pressed?.name) body.set(pressed.name, pressed.value);
  const answer = await inTurn(() => post(form, body, say?.querySelector("[data-chat-said]"), ours));
  const isContact = form.matches("[data-chat-contact]");
  refuse(await reasonOf(answer, place.dataset.refused), isContact && form);
  if (answer.ok && isContact) form.reset();
  if (answer.ok && document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
  showKept();
  await ask();
  look();
});

say?.elements.text.addEventListener("input", tellTyping);
say?.elements.text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say.querySelector("[type=submit]").click();
});

toEnd();
if (here.cursor && !here.isOver) follow();
