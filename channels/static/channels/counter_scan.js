// A slip or receipt is scanned wherever the cursor stands. A scanner is a keyboard that types faster than any
// hand and ends with Enter. Nobody knows that it is one until then: what its keys did to the page is taken back.
import { entry, look, query } from "./counter_find.js";

const FAST = 60; // ms between two keys of a scanner, at most
const SLOW_SLIP = 3000; // the same of what begins like a slip, on a slow scanner or a busy tablet
const SHORTEST = 6;
const REFERENCE = /FB-?[0-9A-Z]{4}-?[0-9A-Z]{4}/i;
const SLIP = new RegExp(`${REFERENCE.source}|\\S*/c/\\S+`, "i");
const BEGINS_LIKE_SLIP = /^(FB-|https?:)/i;
const NUMBER_TO_CALL = /^\+?\d{8,12}$/;

const more = entry.querySelector("[data-more]");
let burst = null;

const isLine = (field) => field.matches?.('input:not([type="radio"], [type="checkbox"], [type="file"], [type="hidden"])');

function standing() {
  const fields = [query, ...entry.elements].filter((one) => one.matches("input:not([type=file]), textarea, select"));
  return fields.map((one) => {
    const key = one.type === "radio" || one.type === "checkbox" ? "checked" : "value";
    return [one, key, one[key]];
  });
}

function takeBack({ target, fields, isOpen }) {
  for (const [field, key, was] of fields) if (field[key] !== was) field[key] = was;
  if (more) more.open = isOpen;
  if (target !== document.activeElement) {
    document.activeElement?.blur();
    if (target !== document.body) target.focus();
  }
}

// What a scanner read by the time that Enter comes: "" where a person typed, or where it belongs into the field.
function scanned(field, at) {
  const isBurst = burst && at - burst.at <= 2 * pause(burst);
  const slip = (isBurst && burst.text.match(SLIP)?.[0]) || (isLine(field) && field !== query && field.value.match(SLIP)?.[0]);
  if (slip) return slip.match(REFERENCE)?.[0].toUpperCase() ?? slip;
  if (!isBurst || burst.text.length < SHORTEST || !/\d/.test(burst.text)) return "";
  // A receipt into its own field or the search, and a number into that for numbers: there they belong.
  const began = burst.target;
  if (began === query || began === entry.elements.order_number) return "";
  return began === entry.elements.phone && NUMBER_TO_CALL.test(began.value.trim()) ? "" : burst.text;
}

function pause({ text, target }) {
  return BEGINS_LIKE_SLIP.test(text) && target.localName !== "textarea" ? SLOW_SLIP : FAST;
}

function typed(event) {
  if (!burst || event.timeStamp - burst.at > pause(burst)) {
    burst = { text: "", at: 0, target: event.target, fields: standing(), isOpen: more?.open };
  }
  burst.text += event.key;
  burst.at = event.timeStamp;
}

// Before everybody else: Enter would go to the next field, or press the button that has the focus.
window.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open], .slip-page")) return;
  if (event.key?.length === 1) {
    typed(event);
    return;
  }
  if (event.key !== "Enter") return;
  const text = scanned(event.target, event.timeStamp);
  if (text) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (burst) takeBack(burst);
    if (isLine(event.target) && SLIP.test(event.target.value)) event.target.value = "";
    query.value = text;
    look(text);
  }
  burst = null;
}, true);
