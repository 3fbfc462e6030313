// The case that stands open beside its list: drawn, left, and drawn anew after each step.
import { ask } from "../feedback/asking.js";
import { follow, mark, neighbour, pageOf, refresh, reveal } from "./beside_list.js";
import { said, tell } from "./beside_said.js";
import { ENDS } from "./step_ends.js";

const desk = document.querySelector(".queue-frame");
export const pane = document.querySelector("[data-beside]");
export const body = pane.querySelector("[data-beside-body]");
export const goOn = pane.querySelector("[data-go-on]");
let [asking, shown] = [null, ""];
export const isShown = (address) => Boolean(shown) && (address === undefined || address === shown);
// A case that comes back with a refusal stays, whatever was to be opened.
export const stay = () => asking?.abort();
export const markShown = () => mark(shown);

function fill(html) {
  body.innerHTML = html;
  pane.hidden = false;
  desk.classList.add("is-beside");
  pane.querySelector("[data-beside-whole]").href = shown;
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: body }));
}

// Whoever opens a case goes to it, or to where the server says that one goes on; whoever moves through the list stays.
function enter(place) {
  const title = body.querySelector("h1");
  title?.setAttribute("tabindex", "-1");
  title?.focus({ preventScroll: true });
  if (place) document.getElementById(place)?.focus(); // What is hidden leaves it with the title.
}

// Waits until all that is on its way has arrived; without it a case would be drawn again with half of what was typed.
async function leave(signal) {
  const until = [];
  document.dispatchEvent(new CustomEvent("desk:leaving", { detail: { until } }));
  const isKept = (await Promise.all(until)).every(Boolean);
  if (!isKept && !signal?.aborted) said.textContent = body.querySelector(".case-frame").dataset.draftFailed;
  return isKept;
}

function hold(isHeld) {
  if (isHeld) body.setAttribute("aria-busy", "true");
  else body.removeAttribute("aria-busy");
  for (const box of body.querySelectorAll("[data-draft-of]")) box.readOnly = isHeld;
}

export async function open(address, { isNew = true, isEntered = false, isTold = false, place = "" } = {}) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  hold(true);
  try {
    if (!(await leave(mine.signal)) || mine.signal.aborted) return undefined;
    const answer = await ask(address, { headers: { "X-Beside": "1" }, signal: mine.signal });
    if (answer.status > 500) throw new Error(answer.statusText); // It starts again, or something before it does.
    if (!answer.ok || answer.redirected) return location.assign(address);
    const html = await answer.text();
    shown = address;
    fill(html);
    pane.scrollTop = 0;
    mark(shown);
    if (isEntered || place) enter(place);
    if (isNew) follow(body.querySelector(".case-frame").dataset.case);
  } catch (error) {
    if (error.name !== "AbortError" && !isTold) said.textContent = pane.dataset.offline;
  } finally {
    if (mine === asking) hold(false);
  }
  return undefined;
}

export async function close({ isNew = true } = {}) {
  asking?.abort();
  if (!(await leave())) return;
  [shown, pane.hidden] = ["", true];
  for (const part of [body, said]) part.replaceChildren();
  desk.classList.remove("is-beside");
  mark(shown);
  if (isNew) follow("");
  document.querySelector("[data-row][aria-selected] [data-open]")?.focus();
}

export function step(by) {
  const [address, page] = [neighbour(shown, by), pageOf(by)];
  if (!address && page) return void leave().then((isKept) => isKept && location.assign(page));
  if (!address) return void (said.textContent = by > 0 ? pane.dataset.last : "");
  said.replaceChildren();
  reveal(address);
  return void open(address, { isEntered: true });
}

export async function done(answer, code, isOver) {
  const [address, next] = [shown, neighbour(shown, 1)];
  tell(answer, address, open);
  if ((isOver || (ENDS.has(code) && goOn.checked)) && next) await open(next, { isTold: true });
  else await open(address, { isNew: false, isTold: true, place: answer.headers.get("X-Place") });
  if (document.activeElement === document.body) enter(); // What had the focus went with the old drawing.
  refresh();
}
