// The two windows over the desk's pages, each fetched when it is opened first.
import { ask } from "../feedback/asking.js";

export const palette = document.getElementById("desk-palette");
export const keys = document.getElementById("desk-keys");

export async function open(dialog, address) {
  const body = dialog.querySelector("[data-overlay-body]");
  if (!dialog.open) dialog.showModal();
  if (body.dataset.filled !== undefined) return undefined;
  try {
    const answer = await ask(address);
    if (!answer.ok || answer.redirected) return location.assign(address);
    body.innerHTML = await answer.text();
    body.dataset.filled = "";
    document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: body }));
  } catch {
    (dialog.querySelector("[data-palette-said]") ?? body).textContent = palette.dataset.offline;
  }
  return undefined;
}
