// The lines of a chat and the panels beside them, drawn as they come; a line of one's own is sketched until it is taken.
import { chat, here, isStaff, say } from "./chat_page.js";
import { showTyping } from "./chat_typing.js";

const log = chat.querySelector("[data-chat-lines]");
const isNearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
export const toEnd = () => log.scrollTo({ top: log.scrollHeight });

function isInUse(panel) {
  return [...panel.querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) => field === document.activeElement || (field.value && field.value !== field.defaultValue && field.tagName !== "SELECT"));
}

const kept = {};

function setPanel(name, html) {
  const panel = chat.querySelector(`[data-chat-${name}]`);
  if (html === undefined || !panel) return;
  delete kept[name];
  if (isInUse(panel)) {
    kept[name] = html;
    return;
  }
  const pressed = panel.contains(document.activeElement);
  panel.innerHTML = html;
  if (pressed) (say && !say.hidden ? say.elements.text : panel.querySelector("button, a"))?.focus({ preventScroll: true });
}

// What came while somebody typed into a panel, before their press was answered: nobody brings it again.
export const showKept = () => Object.entries(kept).forEach(([name, html]) => setPanel(name, html));

function append(lines) {
  const made = document.createElement("template");
  made.innerHTML = lines;
  const known = new Set([...log.querySelectorAll("[data-line]")].map((line) => line.dataset.line));
  for (const line of [...made.content.querySelectorAll("[data-line]")]) {
    if (known.has(line.dataset.line)) continue;
    if (line.matches(isStaff ? ".chat-customer" : ".chat-person")) showTyping(0);
    if (line.matches(".chat-customer, .chat-person")) sketchOf(line)?.remove();
    log.append(line);
  }
}

// What was sent and is here now; over a line that was down, its answer may come after it.
function sketchOf(line) {
  const words = line.querySelector(".chat-text")?.textContent.trim();
  const sent = [...log.querySelectorAll(".is-sending")];
  return sent.find((one) => one.classList.contains("is-taken"))
    || sent.find((one) => one.textContent.trim() === words);
}

export function show(part) {
  const was = isNearEnd();
  append(part.lines);
  log.querySelector("[data-chat-before]")?.remove(); // Who was there before it began says nothing of now.
  here.cursor = part.cursor;
  here.state = part.state;
  setPanel("state", part.panel);
  setPanel("case", part.case);
  if (part.over && !here.isOver) {
    here.isOver = true;
    if (say) say.hidden = true;
    document.dispatchEvent(new CustomEvent("chat:over"));
  }
  document.dispatchEvent(new CustomEvent("chat:news", { detail: part }));
  if (was) toEnd();
}

export function sketch(text) {
  const line = document.createElement("div");
  line.className = `chat-line is-sending ${isStaff ? "chat-person" : "chat-customer"}`;
  line.innerHTML = '<div class="chat-said"><p class="chat-text"></p></div>';
  line.querySelector("p").textContent = text;
  line.setAttribute("aria-hidden", "true");
  log.append(line);
  toEnd();
  return line;
}

// Photos that were refused go back to where they were chosen.
export function giveBack(input, photos) {
  const transfer = new DataTransfer();
  for (const photo of photos) transfer.items.add(photo);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
