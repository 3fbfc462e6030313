// A chat that stays open, the customer's and the colleague's: new lines by stream where there is a seat, else by asking;
// what is sent is shown at once, sent again after a lost line under the same key, and so stored once.
const chat = document.querySelector("[data-chat]");
const log = chat.querySelector("[data-chat-lines]");
const say = chat.querySelector("[data-chat-say]");
const EVERY = 2500;
const PAUSES = [2, 5, 10, 20, 40];
let cursor = chat.dataset.cursor || "";
let isOver = "over" in chat.dataset;
let state = chat.dataset.state;
let stream;
let asking;
let typingEnds;
let typingToldAt = 0;
const TYPING_EVERY = 4000;

const pause = (seconds) => new Promise((done) => {
  setTimeout(done, seconds * 1000);
  addEventListener("online", done, { once: true });
});

function isNearEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}
const toEnd = () => log.scrollTo({ top: log.scrollHeight });

function isInUse(panel) {
  return [...panel.querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) => field === document.activeElement || (field.value && field.value !== field.defaultValue && field.tagName !== "SELECT"));
}

function setPanel(name, html) {
  const panel = chat.querySelector(`[data-chat-${name}]`);
  if (html === undefined || !panel || isInUse(panel)) return;
  const pressed = panel.contains(document.activeElement);
  panel.innerHTML = html;
  if (pressed) (say && !say.hidden ? say.elements.text : panel.querySelector("button, a"))?.focus({ preventScroll: true });
}

// The other side writes: said once, and out by itself.
function showTyping(seconds) {
  const place = chat.querySelector("[data-chat-typing]");
  clearTimeout(typingEnds);
  const words = seconds > 0 && !isOver ? place?.dataset.chatTyping : "";
  if (place && place.textContent !== words) place.textContent = words;
  if (words) typingEnds = setTimeout(() => showTyping(0), seconds * 1000);
}

// That somebody writes here, and nothing of what.
function tellTyping() {
  if (!chat.dataset.typingUrl || state !== "with_person" || isOver || !say.elements.text.value.trim()) return;
  if (Date.now() - typingToldAt < TYPING_EVERY) return;
  typingToldAt = Date.now();
  const body = new URLSearchParams({ csrfmiddlewaretoken: say.elements.csrfmiddlewaretoken.value });
  fetch(chat.dataset.typingUrl, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" }).catch(() => {});
}

function show(part) {
  const was = isNearEnd();
  const made = document.createElement("template");
  made.innerHTML = part.lines;
  const known = new Set([...log.querySelectorAll("[data-line]")].map((line) => line.dataset.line));
  for (const line of [...made.content.querySelectorAll("[data-line]")]) {
    if (known.has(line.dataset.line)) continue;
    if (line.matches(chat.classList.contains("chat-staff") ? ".chat-customer" : ".chat-person")) showTyping(0);
    if (line.classList.contains("chat-customer") || line.classList.contains("chat-person")) log.querySelector(".is-sending.is-taken")?.remove();
    log.append(line);
  }
  cursor = part.cursor;
  state = part.state;
  setPanel("state", part.panel);
  setPanel("case", part.case);
  if (part.over && !isOver) {
    isOver = true;
    if (say) say.hidden = true;
    document.dispatchEvent(new CustomEvent("chat:over"));
  }
  document.dispatchEvent(new CustomEvent("chat:news", { detail: part }));
  if (was) toEnd();
}

// Asked each few seconds: where there is no seat for a stream, and at the colleague's.
async function ask() {
  clearTimeout(asking);
  try {
    const answer = await fetch(`${chat.dataset.linesUrl}?after=${encodeURIComponent(cursor)}`, { headers: { "X-Requested-With": "fetch" }, cache: "no-store", credentials: "same-origin" });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return;
    if (answer.status === 200) show(await answer.json());
    showTyping(Number(answer.headers.get("X-Types-For") || 0));
    chat.removeAttribute("data-live-stale");
  } catch {
    chat.setAttribute("data-live-stale", "");
  }
  if (!stream && !isOver) asking = setTimeout(ask, document.hidden ? EVERY * 4 : EVERY);
}

function follow() {
  clearTimeout(asking);
  if (isOver || stream) return;
  if (!chat.dataset.streamUrl || !window.EventSource) {
    ask();
    return;
  }
  stream = new EventSource(`${chat.dataset.streamUrl}?after=${encodeURIComponent(cursor)}`);
  stream.onmessage = (event) => {
    show(JSON.parse(event.data));
    if (isOver) {
      stream.close();
      stream = undefined;
    }
  };
  stream.addEventListener("typing", (event) => showTyping(Number(event.data)));
  stream.onerror = () => {
    // It comes back by itself after its time; refused altogether it does not, and then we ask.
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = undefined;
    ask();
    if (!isOver) setTimeout(follow, 30000 + Math.random() * 5000);
  };
}

function look() {
  if (stream) return;
  if (chat.dataset.streamUrl && cursor) follow();
  else ask();
}

function refuse(words) {
  const place = chat.querySelector("[data-chat-refusal]");
  place.replaceChildren();
  if (!words) return;
  const notice = document.createElement("p");
  notice.className = "notice tone-bad";
  notice.textContent = words;
  place.append(notice);
}

async function post(form, body, said) {
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
      if (answer.status < 500) return answer;
    } catch {
      // The line is down.
    }
    if (said) said.textContent = said.dataset.away;
    await pause(PAUSES[Math.min(tried, PAUSES.length - 1)]);
  }
}

// Photos that were refused go back to where they were chosen.
function giveBack(input, photos) {
  const transfer = new DataTransfer();
  for (const photo of photos) transfer.items.add(photo);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function sketch(text) {
  const line = document.createElement("div");
  line.className = `chat-line is-sending ${chat.classList.contains("chat-staff") ? "chat-person" : "chat-customer"}`;
  line.innerHTML = '<div class="chat-said"><p class="chat-text"></p></div>';
  line.querySelector("p").textContent = text;
  line.setAttribute("aria-hidden", "true");
  log.append(line);
  toEnd();
  return line;
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
  typingToldAt = 0;
  say.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  refuse("");
  if (said) said.textContent = said.dataset.sending;
  const line = sketch([text, ...photos.map((photo) => photo.name)].filter(Boolean).join("\n"));
  const answer = await post(say, body, said);
  if (said) said.textContent = "";
  if (!answer.ok) {
    line.remove();
    const told = await answer.json().catch(() => ({}));
    refuse(told.words || "");
    say.elements.text.value = [text, say.elements.text.value].filter(Boolean).join("\n");
    if (photos.length) giveBack(say.elements.photos, photos);
    if (answer.status === 429 && !cursor) location.reload();
    return;
  }
  line.classList.add("is-taken");
  setTimeout(() => line.remove(), 20000);
  if (!cursor) await ask();
  look();
});

// What was pressed, and a contact: the panel says what came of it.
chat.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-chat-act], [data-chat-contact]")) return;
  if (event.submitter?.value === "again") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await post(form, body, say?.querySelector("[data-chat-said]"));
  const told = answer.ok ? {} : await answer.json().catch(() => ({}));
  refuse(told.words || "");
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
if (cursor && !isOver) follow();
