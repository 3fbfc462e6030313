// The palette's box: what is typed narrows the commands and finds cases; arrows and Enter choose.
import { keys, open, palette } from "./overlay.js";
import { casesBy, commands, matching } from "./palette_options.js";

const box = palette.querySelector("input");
const list = palette.querySelector("ul");
const said = palette.querySelector("[data-palette-said]");
const PAUSE = 160;
let [timer, chosen, known, found] = [0, 0, [], []];

function run(command) {
  if (command.dataset.themeTo) window.Alpine?.$data(document.documentElement).switchTheme(command.dataset.themeTo);
  else if (command.dataset.keys !== undefined) open(keys, command.href);
  else {
    const back = command.closest("form")?.querySelector("[data-here]");
    if (back) back.value = location.pathname + location.search;
    command.click();
  }
}

const options = () => [...matching(known, box.value), ...found];

function drawn(one, at) {
  const option = Object.assign(document.createElement("li"), { id: `palette-${at}`, textContent: one.name });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", String(at === chosen));
  if (one.keys) option.append(Object.assign(document.createElement("kbd"), { textContent: one.keys, ariaHidden: "true" }));
  option.addEventListener("click", () => choose(one));
  return option;
}

function draw() {
  const all = options();
  chosen = Math.min(chosen, Math.max(all.length - 1, 0));
  list.replaceChildren(...all.map(drawn));
  if (all.length) box.setAttribute("aria-activedescendant", `palette-${chosen}`);
  else box.removeAttribute("aria-activedescendant");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
  said.textContent = all.length ? "" : palette.dataset.none;
}

function choose(option) {
  if (!option) return;
  palette.close();
  option.run();
}

async function find() {
  const cases = await casesBy(box.value.trim());
  if (cases) found = cases;
  draw();
}

export async function show(address) {
  [box.value, found, chosen] = ["", [], 0];
  await open(palette, address);
  known = commands(run);
  draw();
  box.focus();
}

box.addEventListener("input", () => {
  chosen = 0;
  draw();
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    chosen = (chosen + by + list.children.length) % Math.max(list.children.length, 1);
    draw();
  } else if (event.key === "Enter") choose(options()[chosen]);
  else return;
  event.preventDefault();
});
