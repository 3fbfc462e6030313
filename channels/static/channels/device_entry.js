// Takes an entry: looked at, kept on this device first and sent then, so that a dead line costs nothing.
import { box, form, here, isShell, pad, readDevice, word } from "./device_page.js";
import { showSlip, showWithoutSlip } from "./device_paper.js";
import { shrunk } from "./device_pictures.js";
import { exchangeOn, sent } from "./device_sending.js";
import { show } from "./device_standing.js";

const AT_ONCE = 6000; // ms for which a clerk waits for the site before the slip is drawn here
const LARGEST = 24 * 1024 * 1024;

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
  data.set("store", here.device.store);
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
  await readDevice();
  await show();
  const late = new Promise((resolve) => setTimeout(resolve, AT_ONCE));
  if (navigator.onLine) await Promise.race([exchangeOn(), late]);
  const told = sent.get(entry.number);
  if (told) location.assign(told.slip);
  else if (entry.reference) showSlip(entry, { isNew: true });
  else showWithoutSlip();
}

form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented) return;
  const done = () => window.dispatchEvent(new CustomEvent("counter:again"));
  if (!here.device || here.device.isRevoked) {
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
