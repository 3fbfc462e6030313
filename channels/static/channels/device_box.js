// What this device keeps, in the browser's own database: entries sealed under a key that no script can read out,
// numbered without gaps and signed. One lock over all tabs, so that no number and no slip is given twice.
const LOCK = "counter-box";
const DEVICE = "this";
const MOST_USED = 400; // references remembered as given out, in case an answer of long ago names them again
const text = new TextEncoder();

const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (words) => Uint8Array.from(words.match(/../g), (pair) => parseInt(pair, 16));

function opened() {
  const request = indexedDB.open("counter", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("device", { keyPath: "id" });
    request.result.createObjectStore("entries", { keyPath: "number" });
  };
  return wait(request);
}

async function seal(key, bytes, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(about) }, key, bytes);
  return { iv, sealed };
}

const unseal = (key, { iv, sealed }, about) => crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text.encode(about) }, key, sealed);
const sealJson = (key, value, about) => seal(key, text.encode(JSON.stringify(value)), about);
const unsealJson = async (key, part, about) => JSON.parse(new TextDecoder().decode(await unseal(key, part, about)));

async function sign(key, purpose, words, type, body) {
  const said = [purpose, words, type, hex(await crypto.subtle.digest("SHA-256", body))].join("\n");
  return hex(await crypto.subtle.sign("HMAC", key, text.encode(said)));
}

export class Box {
  constructor(database) {
    this.database = database;
  }

  // Null where this browser cannot keep anything safely: too old, or a page without https.
  static async open() {
    if (!window.indexedDB || !window.crypto?.subtle || !navigator.locks) return null;
    try {
      return new Box(await opened());
    } catch {
      return null;
    }
  }

  store(name, mode = "readonly") {
    return this.database.transaction(name, mode, { durability: "strict" }).objectStore(name);
  }

  async device() {
    const row = await wait(this.store("device").get(DEVICE));
    return row ? { ...row, ...(await unsealJson(row.sealKey, row.secrets, DEVICE)) } : null;
  }

  async save(device, entry) {
    const { id, publicId, next, sealKey, signKey, secrets: _old, ...secrets } = device;
    const row = { id, publicId, next, sealKey, signKey, secrets: await sealJson(sealKey, secrets, DEVICE) };
    const transaction = this.database.transaction(["device", "entries"], "readwrite", { durability: "strict" });
    transaction.objectStore("device").put(row);
    if (entry) transaction.objectStore("entries").put(entry);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  async register(told) {
    const sealKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const signKey = await crypto.subtle.importKey("raw", unhex(told.secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    await navigator.storage?.persist?.();
    await this.save({
      id: DEVICE, publicId: told.device, next: 1, sealKey, signKey, name: told.name, store: told.store, storeNames: told.store_names,
      clerk: { token: "", name: "" }, offset: 0, contactAt: "", block: [], used: [], isRevoked: false,
    });
  }

  change(how) {
    return navigator.locks.request(LOCK, async () => {
      const device = await this.device();
      how(device);
      await this.save(device);
      return device;
    });
  }

  // What the site told us; references on slips that were printed meanwhile stay given.
  contacted(told, offset) {
    return this.change((device) => {
      const given = new Set(device.used);
      Object.assign(device, { name: told.name, store: told.store, storeNames: told.store_names, offset, contactAt: told.now, isRevoked: false });
      device.block = told.references.filter(([reference]) => !given.has(reference));
      if (told.clerk) device.clerk = told.clerk;
    });
  }

  // Numbers an entry, signs and seals it, and takes the next reference for its slip: all of it, or nothing.
  keep(body, type, language) {
    return navigator.locks.request(LOCK, async () => {
      const device = await this.device();
      const number = device.next;
      const [reference, code] = device.block.shift() ?? ["", ""];
      const capturedAt = new Date().toISOString();
      const words = JSON.stringify({
        device: device.publicId, number, captured_at: capturedAt, offset_ms: Math.round(device.offset), contact_at: device.contactAt || null,
        reference, clerk: device.clerk.token, language,
      });
      const signature = await sign(device.signKey, "entry", words, type, body);
      const head = await sealJson(device.sealKey, { words, signature, type, reference, code, language, capturedAt }, `head ${number}`);
      const entry = { number, state: "waiting", why: "", keptAt: capturedAt, head, body: await seal(device.sealKey, body, `body ${number}`) };
      device.next += 1;
      if (reference) device.used = [...device.used, reference].slice(-MOST_USED);
      await this.save(device, entry);
      return { number, reference, code, language, capturedAt };
    });
  }

  list() {
    return wait(this.store("entries").getAll());
  }

  async head(entry) {
    return unsealJson((await this.device()).sealKey, entry.head, `head ${entry.number}`);
  }

  async body(entry) {
    return unseal((await this.device()).sealKey, entry.body, `body ${entry.number}`);
  }

  async mark(number, state, why) {
    const entries = this.store("entries", "readwrite");
    const entry = await wait(entries.get(number));
    if (entry) await wait(entries.put({ ...entry, state, why }));
  }

  forget(number) {
    return wait(this.store("entries", "readwrite").delete(number));
  }

  async signed(purpose, body) {
    return sign((await this.device()).signKey, purpose, "", "", text.encode(body));
  }
}
