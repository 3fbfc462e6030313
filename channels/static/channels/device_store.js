// The browser's own database under what this device keeps: one row for the device, one for each entry.
const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export class Store {
  constructor(database) {
    this.database = database;
  }

  static async open() {
    const request = indexedDB.open("counter", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("device", { keyPath: "id" });
      request.result.createObjectStore("entries", { keyPath: "number" });
    };
    return new Store(await wait(request));
  }

  rows(name, mode = "readonly") {
    return this.database.transaction(name, mode, { durability: "strict" }).objectStore(name);
  }

  get(name, key) {
    return wait(this.rows(name).get(key));
  }

  all(name) {
    return wait(this.rows(name).getAll());
  }

  forget(name, key) {
    return wait(this.rows(name, "readwrite").delete(key));
  }

  async change(name, key, values) {
    const rows = this.rows(name, "readwrite");
    const row = await wait(rows.get(key));
    if (row) await wait(rows.put({ ...row, ...values }));
  }

  // Device and entry together, or neither.
  async save(device, entry) {
    const transaction = this.database.transaction(["device", "entries"], "readwrite", { durability: "strict" });
    transaction.objectStore("device").put(device);
    if (entry) transaction.objectStore("entries").put(entry);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}
