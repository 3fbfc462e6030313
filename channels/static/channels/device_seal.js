// How an entry is sealed and signed before this device keeps it.
const text = new TextEncoder();
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (words) => Uint8Array.from(words.match(/../g), (pair) => parseInt(pair, 16));

// Two keys that no script can read out: one seals, the other, which the site knows too, signs.
export async function makeKeys(secret) {
  const sealKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const signKey = await crypto.subtle.importKey("raw", unhex(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { sealKey, signKey };
}

async function seal(key, bytes, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(about) }, key, bytes);
  return { iv, sealed };
}

export const unseal = (key, { iv, sealed }, about) => crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text.encode(about) }, key, sealed);
export const sealJson = (key, value, about) => seal(key, text.encode(JSON.stringify(value)), about);
export const unsealJson = async (key, part, about) => JSON.parse(new TextDecoder().decode(await unseal(key, part, about)));

// `body`: bytes, or text that is sent as UTF-8.
export async function sign(key, purpose, words, type, body) {
  const bytes = typeof body === "string" ? text.encode(body) : body;
  const said = [purpose, words, type, hex(await crypto.subtle.digest("SHA-256", bytes))].join("\n");
  return hex(await crypto.subtle.sign("HMAC", key, text.encode(said)));
}

// An entry as it is kept, and what its slip says.
export async function sealedEntry(device, { number, reference, code, type, body, language }) {
  const capturedAt = new Date().toISOString();
  const words = JSON.stringify({
    device: device.publicId, number, captured_at: capturedAt, offset_ms: Math.round(device.offset), contact_at: device.contactAt || null,
    reference, clerk: device.clerk.token, language,
  });
  const signature = await sign(device.signKey, "entry", words, type, body);
  const head = await sealJson(device.sealKey, { words, signature, type, reference, code, language, capturedAt }, `head ${number}`);
  const entry = { number, state: "waiting", why: "", keptAt: capturedAt, head, body: await seal(device.sealKey, body, `body ${number}`) };
  return { entry, slip: { number, reference, code, language, capturedAt } };
}
