// New lines of a chat: by stream where there is a seat, else by asking.
import { show } from "./chat_lines.js";
import { chat, here, ours } from "./chat_page.js";
import { showTyping } from "./chat_typing.js";

const EVERY = 2500;
let stream;
let asking;

// Asked each few seconds: where there is no seat for a stream, and at the colleague's.
export async function ask() {
  clearTimeout(asking);
  try {
    const answer = await fetch(`${chat.dataset.linesUrl}?after=${encodeURIComponent(here.cursor)}`, { ...ours, cache: "no-store" });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return;
    if (answer.status === 200) show(await answer.json());
    showTyping(Number(answer.headers.get("X-Types-For") || 0));
    chat.removeAttribute("data-live-stale");
  } catch {
    chat.setAttribute("data-live-stale", "");
  }
  if (!stream && !here.isOver) asking = setTimeout(ask, document.hidden ? EVERY * 4 : EVERY);
}

export function follow() {
  clearTimeout(asking);
  if (here.isOver || stream) return;
  if (!chat.dataset.streamUrl || !window.EventSource) {
    ask();
    return;
  }
  stream = new EventSource(`${chat.dataset.streamUrl}?after=${encodeURIComponent(here.cursor)}`);
  stream.onmessage = (event) => {
    show(JSON.parse(event.data));
    if (here.isOver) {
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
    if (!here.isOver) setTimeout(follow, 30000 + Math.random() * 5000);
  };
}

export function look() {
  if (stream) return;
  if (chat.dataset.streamUrl && here.cursor) follow();
  else ask();
}
