// What is kept here and how the line is, in the bar at the foot and in the dialog about this device.
import { box, dialog, here, root, word } from "./device_page.js";
import { slipAgain } from "./device_paper.js";
import { rowOf } from "./device_rows.js";

const bar = document.querySelector("[data-line-state]");
const kept = dialog.querySelector("[data-kept]");
const setup = dialog.querySelector("[data-setup]");

function words(entries) {
  const { device, line, why } = here;
  const refused = entries.filter((entry) => entry.state === "refused").length;
  if (!device) return word(box ? "unregistered" : "unable");
  if (device.isRevoked) return why || word("revoked");
  if (line === "sign_in") return entries.length ? word("sign_in", entries.length) : word("sign_in_0");
  if (refused && line === "up") return word("refused", refused);
  if (line === "up") return entries.length ? word("sending", entries.length) : word("up");
  return entries.length ? word("down", entries.length) : word("down_0");
}

function tone(entries) {
  if (here.device?.isRevoked || entries.some((entry) => entry.state === "refused")) return "bad";
  return here.line === "up" && here.device ? "good" : "wait";
}

function showDevice({ name, storeNames, block, clerk }) {
  dialog.querySelector("[data-device-name]").textContent = `${name} · ${storeNames[root.dataset.language] ?? ""}`;
  dialog.querySelector("[data-numbers-left]").textContent = block.length ? word("numbers", block.length) : word("no_numbers");
  for (const place of document.querySelectorAll("[data-clerk-name]")) place.textContent = clerk.name;
}

export async function show() {
  const { device } = here;
  const entries = device ? await box.list() : [];
  bar.querySelector("[data-line-words]").textContent = words(entries);
  bar.className = `line-state tone-${tone(entries)}`;
  bar.querySelector("[data-sign-in]").hidden = here.line !== "sign_in";
  const drawing = { template: dialog.querySelector("template[data-kept-row]"), box, word, isRevoked: device?.isRevoked, onSlip: slipAgain };
  kept.replaceChildren(...(await Promise.all(entries.map((entry) => rowOf(entry, drawing)))));
  dialog.querySelector("[data-nothing-kept]").hidden = entries.length > 0 || !device;
  dialog.querySelector("[data-send]").hidden = entries.length === 0;
  dialog.querySelector("[data-of-device]").hidden = !device;
  if (setup) setup.hidden = !box || (Boolean(device) && !(device.isRevoked && !entries.length));
  if (device) showDevice(device);
  bar.hidden = false;
}
