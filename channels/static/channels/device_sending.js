// When this device sends what it keeps: now and then, when the line comes back, and when somebody asks for it.
import { sendAll } from "./device_line.js";
import { box, dialog, here, isShell, isTouched, readDevice, slipView, urls, word } from "./device_page.js";
import { show } from "./device_standing.js";

const OFTEN = 15000;
const SELDOM = 60000;
let timer = 0;
export const sent = new Map(); // what became of each number, since this page was opened

async function exchange(options) {
  if (!here.device) return;
  const result = await sendAll(box, { home: urls.home, contact: urls.contact, entry: urls.entryUrl, unreadable: word("unreadable") }, options);
  await readDevice();
  [here.line, here.why] = [result.line, result.why];
  for (const [number, told] of result.sent) sent.set(number, told);
  await show();
  if (isShell && here.line === "up" && !isTouched() && slipView.hidden && !dialog.open) location.assign(urls.home);
}

// Whatever goes wrong, the next try comes.
export async function exchangeOn(options) {
  clearTimeout(timer);
  try {
    await exchange(options);
  } finally {
    clearTimeout(timer);
    timer = setTimeout(quietly, here.line === "up" ? SELDOM : OFTEN);
  }
}

export const quietly = (options) => void exchangeOn(options).catch(() => {});

dialog.querySelector("[data-send]").addEventListener("click", () => quietly({ again: true }));
window.addEventListener("online", () => quietly());
window.addEventListener("offline", () => {
  here.line = "down";
  show();
});
document.addEventListener("visibilitychange", () => document.hidden || quietly());
