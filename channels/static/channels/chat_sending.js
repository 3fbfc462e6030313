// Sends what is written in a chat: again after a lost line, and in the order in which it was written.
import { isGone } from "./gone_files.js";

const PAUSES = [2, 5, 10, 20, 40];

const pause = (seconds) => new Promise((done) => {
  setTimeout(done, seconds * 1000);
  addEventListener("online", done, { once: true });
});

export async function post(form, body, said, options) {
  const tell = (words = "") => said && (said.textContent = words);
  tell(said?.dataset.sending);
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await fetch(form.action, { ...options, method: "POST", body });
      if (answer.status < 500) {
        tell();
        return answer;
      }
    } catch {
      // The line is down, unless it is a file: then whatever was written later need not wait for it.
      if (await isGone(body)) {
        tell();
        return new Response(null, { status: 400 });
      }
    }
    tell(said?.dataset.away);
    await pause(PAUSES[Math.min(tried, PAUSES.length - 1)]);
  }
}

let before = Promise.resolve();

// What was written later waits: over a line that comes and goes it would else be stored first.
export function inTurn(send) {
  const mine = before.then(send);
  before = mine.catch(() => {});
  return mine;
}

// Why something was not taken: in our own words, or in those of a page that came back, such as that it is too large.
export async function reasonOf(answer, otherwise) {
  if (answer.ok) return "";
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return JSON.parse(text).words || otherwise;
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = [...page.querySelectorAll("main h1, main .lead")].map((part) => part.textContent.trim());
  return words.join(" – ") || otherwise;
}
