// Searching while one types, in two scripts: one Chinese character is a word, of Latin letters it takes two.
import { ask } from "../feedback/asking.js";

const box = document.getElementById("desk-search");
const part = document.querySelector("[data-rows]");
const said = document.querySelector("[data-list-said]");
const PAUSE = 180;
// What is done with the ticked leads back to what was found.
const back = document.querySelector("#bulk [name=next]");
const before = { html: "", live: "", back: back?.value };
let [timer, asking, isFinding] = [0, null, false];

function put(html, live, to) {
  part.innerHTML = html;
  if (back) back.value = to;
  if (live) part.dataset.live = live;
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: part }));
}

function count() {
  const number = part.querySelectorAll("[data-row]").length;
  const more = part.querySelector("[rel=next]") ? ` ${said.dataset.more}` : "";
  said.textContent = `${number}${more} ${said.dataset.found}`;
}

async function find() {
  const text = box.value.trim();
  asking?.abort();
  if (!text) {
    if (isFinding) put(before.html, before.live, before.back);
    isFinding = false;
    said.textContent = "";
    return;
  }
  if (text.length < 2 && /^[\x20-\x7e]*$/.test(text)) return;
  if (!isFinding) [before.html, before.live, isFinding] = [part.innerHTML, part.dataset.live ?? "", true];
  asking = new AbortController();
  const wanted = new URLSearchParams(new FormData(box.form));
  wanted.set("q", text);
  const address = `${box.form.getAttribute("action")}?${wanted}`;
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(address, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    put(await answer.text(), part.dataset.live ? address : "", address);
    count();
  } catch {
    // Somebody typed on, or the line is down: Enter asks for the page.
  } finally {
    part.removeAttribute("aria-busy");
  }
}

if (box && part) {
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  };
  // While an input method composes a character, nothing has been typed yet.
  box.addEventListener("input", (event) => event.isComposing || later());
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "ArrowDown") return;
    event.preventDefault();
    part.querySelector("[data-open]")?.focus();
  });
}
