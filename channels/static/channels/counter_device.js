// The counter on a device that keeps entries: each is kept first and sent then, so that a dead line costs nothing.
const root = document.querySelector("[data-device]");
const urls = { ...root.dataset };
const [{ Box }, { sendAll }, { rowOf }, { slipOf }, { shrunk, SignaturePad }, { qrcode }] = await Promise.all(
  [urls.box, urls.line, urls.rows, urls.slip, urls.pictures, urls.qr].map((url) => import(url)),
);
const form = document.querySelector("[data-entry]");
const bar = document.querySelector("[data-line-state]");
const dialog = document.getElementById("this-device");
const kept = dialog.querySelector("[data-kept]");
const slipView = document.querySelector("[data-offline-slip]");
const setup = dialog.querySelector("[data-setup]");
const pad = new SignaturePad(document.querySelector("[data-signature]"));
const isShell = "shell" in root.dataset;
const OFTEN = 15000;
const SELDOM = 60000;
const AT_ONCE = 6000; // ms for which a clerk waits for the site before the slip is drawn here
const LARGEST = 24 * 1024 * 1024;

const box = await Box.open();
let device = box && (await box.device());
let line = navigator.onLine ? "up" : "down";
let why = "";
let timer = 0;
const sent = new Map(); // what became of each number, since this page was opened

function word(name, n = 0) {
  const found = root.querySelector(`[data-word="${name}_${n}"]`) ?? root.querySelector(`[data-word="${name}"]`);
  return (found?.textContent.trim() ?? "").replaceAll("{n}", n);
}

// ---- What is kept, and how the line is

function stateWords(entries) {
  const refused = entries.filter((entry) => entry.state === "refused").length;
  if (!device) return word(box ? "unregistered" : "unable");
  if (device.isRevoked) return why || word("revoked");
  if (line === "sign_in") return entries.length ? word("sign_in", entries.length) : word("sign_in_0");
  if (refused && line === "up") return word("refused", refused);
  if (line === "up") return entries.length ? word("sending", entries.length) : word("up");
  return entries.length ? word("down", entries.length) : word("down_0");
}

function tone(entries) {
  if (device?.isRevoked || entries.some((entry) => entry.state === "refused")) return "bad";
  return line === "up" && device ? "good" : "wait";
}

async function show() {
  const entries = device ? await box.list() : [];
  bar.querySelector("[data-line-words]").textContent = stateWords(entries);
  bar.className = `line-state tone-${tone(entries)}`;
  bar.querySelector("[data-sign-in]").hidden = line !== "sign_in";
  const drawing = { template: dialog.querySelector("template[data-kept-row]"), box, word, isRevoked: device?.isRevoked, onSlip: slipAgain };
  kept.replaceChildren(...(await Promise.all(entries.map((entry) => rowOf(entry, drawing)))));
  dialog.querySelector("[data-nothing-kept]").hidden = entries.length > 0 || !device;
  dialog.querySelector("[data-send]").hidden = entries.length === 0;
  dialog.querySelector("[data-of-device]").hidden = !device;
  if (setup) setup.hidden = !box || (Boolean(device) && !(device.isRevoked && !entries.length));
  if (device) {
    dialog.querySelector("[data-device-name]").textContent = `${device.name} · ${device.storeNames[root.dataset.language] ?? ""}`;
    dialog.querySelector("[data-numbers-left]").textContent = device.block.length ? word("numbers", device.block.length) : word("no_numbers");
    for (const name of document.querySelectorAll("[data-clerk-name]")) name.textContent = device.clerk.name;
  }
}

async function exchange(options) {
  if (!device) return;
  const result = await sendAll(box, { home: urls.home, contact: urls.contact, entry: urls.entryUrl, unreadable: word("unreadable") }, options);
  device = await box.device();
  [line, why] = [result.line, result.why];
  for (const [number, told] of result.sent) sent.set(number, told);
  await show();
  if (isShell && line === "up" && !isTouched() && slipView.hidden && !dialog.open) location.assign(urls.home);
}

// Whatever goes wrong, the next try comes.
async function quietly(options) {
  clearTimeout(timer);
  try {
    await exchange(options);
  } finally {
    clearTimeout(timer);
    timer = setTimeout(() => quietly().catch(() => {}), line === "up" ? SELDOM : OFTEN);
  }
}

const isTouched = () => ["text", "name", "phone", "email", "order_number"].some((name) => form.elements[name].value);

// ---- Taking an entry

function wrongFields() {
  const value = (name) => form.elements[name].value.trim();
  const wrong = [];
  if (!value("text")) wrong.push("text");
  const phone = value("phone");
  const email = value("email");
  if (phone && phone.replace(/\D/g, "").length < 6) wrong.push("phone");
  if (email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) wrong.push("email");
  const anonymous = form.elements.is_anonymous.checked;
  if (!anonymous && !phone && !email) wrong.push("none");
  return wrong;
}

function complain(names) {
  const list = document.querySelector("[data-device-errors]");
  list.hidden = !names.length;
  list.querySelector("ul").replaceChildren(...names.map((name) => {
    const item = document.createElement("li");
    item.textContent = word(`error_${name}`);
    return item;
  }));
  if (names.length) list.focus();
  return names.length > 0;
}

async function packed() {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  data.delete("photos");
  data.set("store", device.store);
  for (const photo of await shrunk(form.elements.photos.files)) data.append("photos", photo);
  const signature = await pad.file();
  if (signature) data.append("photos", signature);
  const answer = new Response(data);
  return { type: answer.headers.get("Content-Type"), body: await answer.arrayBuffer() };
}

async function keep() {
  try {
    const { type, body } = await packed();
    if (body.byteLength <= LARGEST) return await box.keep(body, type, form.elements.language.value);
    complain(["too_large"]);
  } catch {
    complain(["no_room"]); // The database is full or gone; what was typed is still there.
  }
  return null;
}

// From here on it is kept: whatever fails now, it must not be typed again.
async function handOver(entry) {
  device = await box.device();
  await show();
  const late = new Promise((resolve) => setTimeout(resolve, AT_ONCE));
  if (navigator.onLine) await Promise.race([quietly(), late]);
  const told = sent.get(entry.number);
  if (told) location.assign(told.slip);
  else if (entry.reference) showSlip(entry, { isNew: true });
  else showWithoutSlip();
}

form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented) return;
  const done = () => window.dispatchEvent(new CustomEvent("counter:again"));
  if (!device || device.isRevoked) {
    if (navigator.onLine && !isShell) return;
    event.preventDefault();
    complain(["not_kept"]);
    done();
    return;
  }
  event.preventDefault();
  const entry = complain(wrongFields()) ? null : await keep();
  if (entry) await handOver(entry).catch(showWithoutSlip);
  // On its way to the slip's page: a second press must not keep it twice.
  if (!entry || !sent.has(entry.number)) done();
});

// ---- The slip

function showSlip(entry, { isNew = false } = {}) {
  const paper = slipOf(entry, { device, caseUrl: urls.caseUrl, qrcode });
  slipView.querySelector("[data-paper]").replaceChildren(paper);
  coverForm(isNew);
  document.fonts.ready.then(() => window.print());
}

function slipAgain(head) {
  dialog.close();
  showSlip(head);
}

function showWithoutSlip() {
  const note = document.createElement("p");
  note.textContent = word("kept_without_number");
  slipView.querySelector("[data-paper]").replaceChildren(note);
  coverForm(true);
}

function coverForm(isNew) {
  slipView.hidden = false;
  slipView.dataset.isNew = isNew ? "yes" : "";
  document.querySelector(".panes").hidden = true;
  document.body.classList.replace("counter", "slip-page");
  document.body.classList.add("print-receipt");
  slipView.querySelector("[data-next]").focus();
  window.scrollTo(0, 0);
}

function next() {
  if (slipView.dataset.isNew && navigator.serviceWorker?.controller) {
    location.assign(urls.home);
    return;
  }
  if (slipView.dataset.isNew) form.reset();
  pad.clear();
  slipView.hidden = true;
  document.querySelector(".panes").hidden = false;
  document.body.classList.replace("slip-page", "counter");
  document.body.classList.remove("print-receipt");
  form.elements.phone.focus();
}

slipView.querySelector("[data-next]").addEventListener("click", (event) => {
  event.preventDefault();
  next();
});
slipView.querySelector("[data-print]").addEventListener("click", () => window.print());
document.addEventListener("keydown", (event) => {
  if (slipView.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "n" || key === "escape") next();
  else if (key === "p") window.print();
});

// ---- Setting the device up

setup?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = setup.querySelector("[data-setup-problem]");
  problem.textContent = "";
  try {
    const answer = await fetch(setup.action, { method: "POST", body: new FormData(setup), credentials: "same-origin" });
    const told = await answer.json();
    if (!answer.ok) {
      problem.textContent = told.message;
      return;
    }
    await box.register(told);
    device = await box.device();
    await rememberClerk();
    await keepPage();
    await quietly();
  } catch {
    problem.textContent = word("not_set_up");
  }
});

async function rememberClerk() {
  if (isShell || !root.dataset.clerk) return;
  const clerk = { token: root.dataset.clerk, name: root.dataset.clerkCalled };
  device = await box.change((one) => { one.clerk = clerk; });
}

// The page itself is kept by a worker: asked on each visit, so that language and version follow.
async function keepPage() {
  if (!navigator.serviceWorker || isShell) return;
  const found = await navigator.serviceWorker.register(urls.worker);
  found.active?.postMessage(`${document.documentElement.lang} ${import.meta.url}`);
}

dialog.querySelector("[data-send]").addEventListener("click", () => quietly({ again: true }).catch(() => {}));
window.addEventListener("online", () => quietly().catch(() => {}));
window.addEventListener("offline", () => {
  line = "down";
  show();
});
document.addEventListener("visibilitychange", () => document.hidden || quietly().catch(() => {}));

document.querySelector("[data-signature]").hidden = !device;
if (device) {
  for (const option of [...form.elements.store.options]) if (option.value !== device.store) option.remove();
  if (!form.elements.store.options.length) form.elements.store.append(new Option(device.storeNames[root.dataset.language], device.store));
  await rememberClerk();
  keepPage().catch(() => {});
}
await show();
bar.hidden = false;
root.dataset.ready = "yes";
quietly().catch(() => {});
