// What was said about the last step beside a list, with the way to undo it while that is open.
import { isUnsure, pageOf, post, signed } from "../feedback/asking.js";
import { referenceIn, refresh } from "./beside_list.js";

const pane = document.querySelector("[data-beside]");
export const said = pane.querySelector("[data-beside-said]");

// `open` draws a case anew; what was done is said first, and stays while it is drawn.
export function tell(answer, address, open) {
  const words = decodeURIComponent(answer.headers.get("X-Said") ?? "") || pane.dataset.done;
  const link = Object.assign(document.createElement("a"), { href: address, textContent: referenceIn(address) });
  said.replaceChildren(link, ` · ${words} `);
  const undo = answer.headers.get("X-Undo");
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-small" });
  button.textContent = `${pane.dataset.undo} `;
  const key = answer.headers.get("X-Undo-Key");
  if (key) {
    button.dataset.key = key;
    button.setAttribute("aria-keyshortcuts", key);
    const sign = Object.assign(document.createElement("kbd"), { textContent: key });
    sign.setAttribute("aria-hidden", "true");
    button.append(sign);
  }
  button.addEventListener("click", () => takeBack(button, undo, address, open));
  said.append(button);
}

async function takeBack(button, undo, address, open) {
  button.disabled = true;
  let answer = null;
  try {
    answer = await post(undo, signed(), { headers: { "X-Beside": "1" } });
    if (answer.status >= 500) throw new Error(answer.statusText);
    const html = await answer.text();
    await open(address, { isEntered: true, place: answer.headers.get("X-Place") });
    if (answer.status === 204) tell(answer, address, open);
    else said.textContent = refusal(html);
  } catch {
    // There is time to press it again.
    button.disabled = false;
    button.after(` ${isUnsure(answer) ? pane.dataset.unsure : pane.dataset.offline}`);
  }
  refresh();
}

function refusal(html) {
  const words = [...pageOf(html).querySelectorAll(".error-summary li")].map((one) => one.textContent.trim());
  return words.join(" ") || pane.dataset.notUndone;
}
