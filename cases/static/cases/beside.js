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

async function open(address, { isNew = true, isEntered = false } = {}) {
  document.dispatchEvent(new CustomEvent("desk:leaving"));
  asking?.abort();
  asking = new AbortController();
  body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: HEADERS, credentials: "same-origin", signal: asking.signal });
    if (!answer.ok || answer.redirected) return location.assign(address);
    const html = await answer.text();
    shown = address;
    fill(html);
    pane.scrollTop = 0;
    mark();
    if (isEntered) enter();
    if (isNew) follow(body.querySelector(".case-frame").dataset.case);
  } catch (error) {
    if (error.name !== "AbortError") said.textContent = pane.dataset.offline;
  } finally {
    body.removeAttribute("aria-busy");
  }
  return undefined;
}

function close({ isNew = true } = {}) {
  document.dispatchEvent(new CustomEvent("desk:leaving"));
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
  button.addEventListener("click", () => takeBack(undo, address));
  said.append(button);
}

const token = () => document.querySelector("#claim [name=csrfmiddlewaretoken]").value;

async function takeBack(undo, address) {
  const form = new FormData();
  form.set("csrfmiddlewaretoken", token());
  const answer = await fetch(undo, { method: "POST", body: form, headers: HEADERS });
  await open(address);
  if (answer.status === 204) tell(answer, addressName(address), address);
  refresh();
}

const addressName = (address) => address.split("/").at(-2);
const refresh = () => document.querySelector("[data-rows]").dispatchEvent(new CustomEvent("feedback:ask"));

async function done(answer, code, isOver) {
  const [address, next] = [shown, neighbour(1)];
  tell(answer, addressName(address), address);
  if ((isOver || (ENDS.has(code) && goOn.checked)) && next) await open(next);
  else await open(address, { isNew: false });
  refresh();
}

async function send(form, submitter) {
  const [isOver, code] = [form.dataset.goesOn !== undefined, submitter?.dataset.act ?? ""];
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter), headers: HEADERS });
    if (answer.status === 204) return await done(answer, code, isOver);
    const isPage = [400, 403, 409, 422].includes(answer.status) && answer.headers.get("Content-Type")?.includes("html");
    const html = isPage ? await answer.text() : "";
    if (!html.includes("case-frame")) return form.submit();
    fill(html);
    body.querySelector(".error-summary")?.focus();
  } catch {
    said.textContent = pane.dataset.offline;
  }
  return undefined;
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !wide.matches) return;
  const link = event.target.closest("a");
  const isRow = link?.matches("[data-rows] [data-open]");
  if (!isRow && !(shown && link?.getAttribute("href") === shown && link.closest("[data-beside-body], [data-beside-said]"))) return;
  event.preventDefault();
  open(link.getAttribute("href"), { isEntered: true });
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!body.contains(form) || form.closest("dialog") || form.matches("[data-reveal], [data-use-solution], [data-search-solutions]")) return;
  event.preventDefault();
  send(form, event.submitter);
});
document.addEventListener("desk:done", (event) => {
  if (!shown) return;
  event.preventDefault();
  done(event.detail.answer, event.detail.code, false);
});
// With a case open, moving in the list opens what one stops at.
document.addEventListener("desk:selected", (event) => {
  if (!shown) return;
  clearTimeout(waiting);
  const address = event.detail.querySelector("[data-open]").getAttribute("href");
  waiting = setTimeout(() => open(address), 150);
});
document.addEventListener("feedback:replaced", (event) => event.detail !== body && mark());
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
