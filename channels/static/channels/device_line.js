// Sends what this device keeps, in the order of its numbers; one tab at a time, whichever page is open.
const LOCK = "counter-line";
const SHORT = 8000;
const LONG = 90000;

class Stop extends Error {
  constructor(line, why = "") {
    super(line);
    this.line = line;
    this.why = why;
  }
}

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

function asked(url, { body, headers, patience }) {
  return fetch(url, {
    method: "POST", body, headers: { "X-CSRFToken": token(), ...headers }, credentials: "same-origin", signal: AbortSignal.timeout(patience),
  });
}

const isOurs = (answer) => answer.headers.get("Content-Type")?.startsWith("application/json");

async function post(url, said, home) {
  let answer;
  try {
    answer = await asked(url, said);
    if (answer.status === 403 && !isOurs(answer)) {
      // The cookie against forged requests is gone or has changed: any page of ours brings a new one.
      await fetch(home, { credentials: "same-origin", signal: AbortSignal.timeout(SHORT) });
      answer = await asked(url, said);
    }
  } catch {
    throw new Stop("down");
  }
  if (answer.status >= 500 || answer.status === 429) throw new Stop("down");
  const told = isOurs(answer) ? await answer.json().catch(() => null) : null;
  // A refusal that is not ours, such as that of a network to be signed in to: the next try may be good.
  if (!told) throw new Stop("down");
  if (answer.status === 401) throw new Stop("sign_in");
  if (told.code === "device_revoked" || told.code === "unknown_device") throw new Stop("revoked", told.message);
  return { isGood: answer.ok, told };
}

async function contact(box, urls) {
  const device = await box.device();
  const entries = await box.list();
  const held = await Promise.all(entries.map((entry) => box.head(entry).then((head) => head.reference, () => "")));
  const body = JSON.stringify({
    device: device.publicId, given_to: device.next - 1, kept: entries.map((entry) => entry.number),
    kept_since: entries.length ? new Date(Date.parse(entries[0].keptAt) + device.offset).toISOString() : null, held: held.filter(Boolean),
  });
  const headers = { "Content-Type": "application/json", "Device-Signature": await box.signed("contact", body) };
  const began = Date.now();
  const { isGood, told } = await post(urls.contact, { body, headers, patience: SHORT }, urls.home);
  if (!isGood) throw new Stop("refused", told.message);
  await box.contacted(told, Date.parse(told.now) - (began + Date.now()) / 2);
  const refused = new Set(entries.filter((entry) => entry.state === "refused").map((entry) => entry.number));
  // A supervisor has written down why these will never come: they need not lie here.
  for (const number of told.explained.filter((one) => refused.has(one))) await box.forget(number);
}

async function send(box, urls, entry) {
  let head;
  let body;
  try {
    [head, body] = [await box.head(entry), await box.body(entry)];
  } catch {
    await box.mark(entry.number, "refused", urls.unreadable);
    return null;
  }
  const headers = { "Content-Type": head.type, "Device-Words": head.words, "Device-Signature": head.signature };
  const { isGood, told } = await post(urls.entry, { body, headers, patience: LONG }, urls.home);
  if (isGood) await box.forget(entry.number);
  else await box.mark(entry.number, "refused", told.message);
  return isGood ? told : null;
}

// Gives how the line is, and what each number became that was sent now.
export function sendAll(box, urls, { again = false } = {}) {
  return navigator.locks.request(LOCK, async () => {
    const sent = new Map();
    try {
      await contact(box, urls);
      for (const entry of await box.list()) {
        if (entry.state === "refused" && !again) continue;
        const told = await send(box, urls, entry);
        if (told) sent.set(entry.number, told);
      }
      return { line: "up", why: "", sent };
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      if (error.line === "revoked") await box.change((device) => { device.isRevoked = true; });
      return { line: error.line, why: error.why, sent };
    }
  });
}
