// The counter's page as the scripts of its device share it: its parts, its words, and how the device stands.
import { Box } from "./device_box.js";
import { SignaturePad } from "./device_pictures.js";

export const root = document.querySelector("[data-device]");
export const urls = { ...root.dataset };
export const form = document.querySelector("[data-entry]");
export const dialog = document.getElementById("this-device");
export const slipView = document.querySelector("[data-offline-slip]");
export const pad = new SignaturePad(document.querySelector("[data-signature]"));
export const isShell = "shell" in root.dataset;
export const box = await Box.open();
export const here = { device: box && (await box.device()), line: navigator.onLine ? "up" : "down", why: "" };

export async function readDevice() {
  here.device = await box.device();
}

export function word(name, n = 0) {
  const found = root.querySelector(`[data-word="${name}_${n}"]`) ?? root.querySelector(`[data-word="${name}"]`);
  return (found?.textContent.trim() ?? "").replaceAll("{n}", n);
}

export const isTouched = () => ["text", "name", "phone", "email", "order_number"].some((name) => form.elements[name].value);
