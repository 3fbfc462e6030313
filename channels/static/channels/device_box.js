// What this device keeps, in the browser's own database: entries sealed under a key that no script can read out,
// numbered without gaps, signed. One lock over all tabs, so that no number and no slip is given twice.
import { makeKeys, sealedEntry, sealJson, sign, unseal, unsealJson } from "./device_seal.js";
import { Store } from "./device_store.js";

const LOCK = "counter-box";
const DEVICE = "this";
const MOST_USED = 400; // references remembered as given out, in case an answer of long ago names them again

export class Box {
  constructor(kept) {
    this.kept = kept;
  }

  // Null where this browser cannot keep anything safely: too old, or a page without https.
  static async open() {
    if (!window.indexedDB || !window.crypto?.subtle || !navigator.locks) return null;
    try {
      return new Box(await Store.open());
    } catch {
      return null;
    }
  }

  async device() {
    const row = await this.kept.get("device", DEVICE);
    return row ? { ...row, ...(await unsealJson(row.sealKey, row.secrets, DEVICE)) } : null;
  }

  async save(device, entry) {
    const { id, publicId, next, sealKey, signKey, secrets: _old, ...secrets } = device;
    await this.kept.save({ id, publicId, next, sealKey, signKey, secrets: await sealJson(sealKey, secrets, DEVICE) }, entry);
  }

  async register(told) {
    const keys = await makeKeys(told.secret);
    await navigator.storage?.persist?.();
    await this.save({
      id: DEVICE, publicId: told.device, next: 1, ...keys, name: told.name, store: told.store, storeNames: told.store_names,
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
      const { entry, slip } = await sealedEntry(device, { number, reference, code, type, body, language });
      device.next += 1;
      if (reference) device.used = [...device.used, reference].slice(-MOST_USED);
      await this.save(device, entry);
      return slip;
    });
  }

  list() {
    return this.kept.all("entries");
  }

  async head(entry) {
    return unsealJson((await this.device()).sealKey, entry.head, `head ${entry.number}`);
  }

  async body(entry) {
    return unseal((await this.device()).sealKey, entry.body, `body ${entry.number}`);
  }

  mark(number, state, why) {
    return this.kept.change("entries", number, { state, why });
  }

  forget(number) {
    return this.kept.forget("entries", number);
  }

  async signed(purpose, body) {
    return sign((await this.device()).signKey, purpose, "", "", body);
  }
}
