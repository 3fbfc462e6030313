// What the palette offers: the steps of the case that is open, all commands of the desk, and cases by their words.
import { ask, pageOf } from "../feedback/asking.js";

const MOST_CASES = 12;
const palette = document.getElementById("desk-palette");
let asking = null;

const words = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .visually-hidden").forEach((one) => one.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
};
const keysOf = (element) => [...element.querySelectorAll("kbd")].map((one) => one.textContent).join(" ");

// Steps first; `run` does what one of the commands stands for.
export function commands(run) {
  const verbs = [...document.querySelectorAll(".desk-verbs :is(a, button)")].map((one) => ({
    name: `${palette.dataset.do} › ${words(one)}`, keys: keysOf(one), run: () => one.click(),
  }));
  const others = [...palette.querySelectorAll("[data-command]")].map((one) => ({
    name: words(one), keys: keysOf(one), run: () => run(one),
  }));
  return [...verbs, ...others];
}

export function matching(all, text) {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => parts.every((part) => one.name.toLowerCase().includes(part)));
}

// Undefined where somebody typed on, or the line is down.
export async function casesBy(text) {
  asking?.abort();
  // One Chinese character is a word, of Latin letters it takes two.
  if (text.length <= (/^[\x20-\x7e]*$/.test(text) ? 1 : 0)) return [];
  asking = new AbortController();
  try {
    const answer = await ask(`${palette.dataset.find}?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
    const page = pageOf(answer.ok ? await answer.text() : "");
    return [...page.querySelectorAll("[data-row]")].slice(0, MOST_CASES).map((row) => {
      const link = row.querySelector("[data-open]");
      return { name: `${row.dataset.row} ${link.textContent}`, run: () => location.assign(link.getAttribute("href")) };
    });
  } catch {
    return undefined;
  }
}
