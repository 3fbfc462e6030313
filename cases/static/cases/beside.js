// List and case side by side on a wide screen: the list keeps its place, the address follows, "back" works.
// On a narrow one, and without it, a case is a page of its own.
const HEADERS = { "X-Requested-With": "fetch", "X-Beside": "1" };
const ENDS = new Set([
  "wait", "resolve", "close", "merge", "mark_duplicate", "withdraw", "assign", "propose_rejection", "confirm_rejection",
]);
const wide = window.matchMedia("(min-width: 75rem)");
const desk = document.querySelector(".queue-frame");
const pane = document.querySelector("[data-beside]");
const body = pane.querySelector("[data-beside-body]");
const said = pane.querySelector("[data-beside-said]");
const goOn = pane.querySelector("[data-go-on]");
let [asking, waiting, shown] = [null, 0, ""];

const links = () => [...document.querySelectorAll("[data-row] [data-open]")];
const addressOf = (reference) => links().find((link) => link.closest("[data-row]").dataset.row === reference)?.getAttribute("href");

function mark() {
  for (const link of links()) {
    const isIt = link.getAttribute("href") === shown;
    link.closest("[data-row]").toggleAttribute("data-open-beside", isIt);
    if (isIt) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    // What is open is what keys act on.
    if (isIt) link.closest("[data-row]").setAttribute("aria-selected", "true");
    else if (shown) link.closest("[data-row]").removeAttribute("aria-selected");
  }
}

function follow(reference) {
  const address = new URL(location.href);
  if (reference) address.searchParams.set("case", reference);
  else address.searchParams.delete("case");
  if (address.href !== location.href) history.pushState({}, "", address);
}

function fill(html) {
  body.innerHTML = html;
  pane.hidden = false;
  desk.classList.add("is-beside");
  pane.querySelector("[data-beside-whole]").href = shown;
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: body }));
}

// Whoever opens a case goes to it; whoever moves through the list stays there.
function enter() {
  const title = body.querySelector("h1");
  title?.setAttribute("tabindex", "-1");
  title?.focus({ preventScroll: true });
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

async function open(address, { isNew = true, isEntered = false, isTold = false } = {}) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  hold(true);
  try {
    if (!(await leave(mine.signal)) || mine.signal.aborted) return undefined;
    const answer = await fetch(address, { headers: HEADERS, credentials: "same-origin", signal: mine.signal });
    if (answer.status > 500) throw new Error(answer.statusText); // It starts again, or something before it does.
    if (!answer.ok || answer.redirected) return location.assign(address);
    const html = await answer.text();
    shown = address;
    fill(html);
    pane.scrollTop = 0;
    mark();
    if (isEntered) enter();
    if (isNew) follow(body.querySelector(".case-frame").dataset.case);
  } catch (error) {
    if (error.name !== "AbortError" && !isTold) said.textContent = pane.dataset.offline;
  } finally {
    if (mine === asking) hold(false);
  }
  return undefined;
}

async function close({ isNew = true } = {}) {
  asking?.abort();
  if (!(await leave())) return;
  shown = "";
  pane.hidden = true;
  body.replaceChildren();
  said.replaceChildren();
  desk.classList.remove("is-beside");
  mark();
  if (isNew) follow("");
  document.querySelector("[data-row][aria-selected] [data-open]")?.focus();
}

function neighbour(by) {
  const all = links();
  const at = all.findIndex((link) => link.getAttribute("href") === shown);
  return all[at < 0 ? 0 : at + by]?.getAttribute("href");
}

function step(by) {
  const address = neighbour(by);
  if (!address) return void (said.textContent = by > 0 ? pane.dataset.last : "");
  said.replaceChildren();
  links().find((link) => link.getAttribute("href") === address).scrollIntoView({ block: "nearest" });
  return void open(address, { isEntered: true });
}

function tell(answer, reference, address) {
  const words = decodeURIComponent(answer.headers.get("X-Said") ?? "") || pane.dataset.done;
  const link = Object.assign(document.createElement("a"), { href: address, textContent: reference });
  said.replaceChildren(link, ` · ${words} `);
  const undo = answer.headers.get("X-Undo");
  if (!undo) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-small" });
  button.textContent = pane.dataset.undo;
  button.addEventListener("click", () => takeBack(button, undo, address));
  said.append(button);
}

const token = () => document.querySelector("#claim [name=csrfmiddlewaretoken]").value;

async function takeBack(button, undo, address) {
  button.disabled = true;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", token());
  try {
    const answer = await fetch(undo, { method: "POST", body: form, headers: HEADERS });
    if (answer.status >= 500) throw new Error(answer.statusText);
    const html = await answer.text();
    await open(address);
    if (answer.status === 204) tell(answer, addressName(address), address);
    else said.textContent = refusal(html);
  } catch {
    // There is time to press it again.
    button.disabled = false;
    button.after(` ${pane.dataset.offline}`);
  }
  refresh();
}

function refusal(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const words = [...page.querySelectorAll(".error-summary li")].map((one) => one.textContent.trim());
  return words.join(" ") || pane.dataset.notUndone;
}

const addressName = (address) => address.split("/").at(-2);
const refresh = () => document.querySelector("[data-rows]").dispatchEvent(new CustomEvent("feedback:ask"));

async function done(answer, code, isOver) {
  const [address, next] = [shown, neighbour(1)];
  tell(answer, addressName(address), address);
  if ((isOver || (ENDS.has(code) && goOn.checked)) && next) await open(next, { isTold: true });
  else await open(address, { isNew: false, isTold: true });
  refresh();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !wide.matches) return;
  const link = event.target.closest("a");
  const isRow = link?.matches("[data-rows] [data-open]");
  if (!isRow && !(shown && link?.getAttribute("href") === shown && link.closest("[data-beside-body], [data-beside-said]"))) return;
  event.preventDefault();
  open(link.getAttribute("href"), { isEntered: true });
});
document.addEventListener("desk:done", (event) => {
  if (!shown) return;
  event.preventDefault();
  const { answer, code, isOver = false, after = [] } = event.detail;
  after.push(done(answer, code, isOver));
});
// With a case open, moving in the list opens what one stops at.
document.addEventListener("desk:selected", (event) => {
  if (!shown) return;
  clearTimeout(waiting);
  const address = event.detail.querySelector("[data-open]").getAttribute("href");
  waiting = setTimeout(() => open(address), 150);
});
// A case that comes back with a refusal stays, whatever was to be opened.
document.addEventListener("feedback:replaced", (event) => (event.detail === body ? asking?.abort() : mark()));
pane.querySelector("[data-list-next]").addEventListener("click", () => step(1));
pane.querySelector("[data-list-previous]").addEventListener("click", () => step(-1));
pane.querySelector("[data-list-back]").addEventListener("click", () => close());
goOn.checked = localStorage.getItem("desk.goOn") !== "no";
goOn.addEventListener("change", () => localStorage.setItem("desk.goOn", goOn.checked ? "yes" : "no"));
const asked = () => new URLSearchParams(location.search).get("case");
function restore(isFirst) {
  if (!asked()) return void (shown && close({ isNew: false }));
  const address = addressOf(asked()) ?? `${pane.dataset.cases}${encodeURIComponent(asked())}/`;
  if (wide.matches) open(address, { isNew: false });
  else if (isFirst) location.replace(address); // Shared with somebody whose screen has room for one.
  return undefined;
}

window.addEventListener("popstate", () => restore(false));
restore(true);
