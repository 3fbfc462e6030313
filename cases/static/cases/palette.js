// The list of keys (?) and the palette (Ctrl+K): go to a queue, a view or a case, do what is open on this case.
// Both are fetched when they are opened first; without it their links lead to pages of their own.
const HEADERS = { "X-Requested-With": "fetch" };
const palette = document.getElementById("desk-palette");
const keys = document.getElementById("desk-keys");
const box = palette.querySelector("input");
const list = palette.querySelector("ul");
const said = palette.querySelector("[data-palette-said]");
const PAUSE = 160;
let [timer, asking, chosen] = [0, null, 0];
let [commands, found] = [[], []];

async function open(dialog, address) {
  const body = dialog.querySelector("[data-overlay-body]");
  if (!dialog.open) dialog.showModal();
  if (body.dataset.filled === undefined) {
    try {
      const answer = await fetch(address, { headers: HEADERS, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return location.assign(address);
      body.innerHTML = await answer.text();
      body.dataset.filled = "";
      document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: body }));
    } catch {
      (dialog === palette ? said : body).textContent = palette.dataset.offline;
    }
  }
  return undefined;
}

const words = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .visually-hidden").forEach((one) => one.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
};
const keysOf = (element) => [...element.querySelectorAll("kbd")].map((one) => one.textContent).join(" ");

function collect() {
  const verbs = [...document.querySelectorAll(".desk-verbs :is(a, button)")].map((one) => ({
    name: `${palette.dataset.do} › ${words(one)}`, keys: keysOf(one), run: () => one.click(),
  }));
  const others = [...palette.querySelectorAll("[data-command]")].map((one) => ({
    name: words(one), keys: keysOf(one), run: () => run(one),
  }));
  commands = [...verbs, ...others];
}

function run(command) {
  if (command.dataset.themeTo) window.Alpine?.$data(document.documentElement).switchTheme(command.dataset.themeTo);
  else if (command.dataset.keys !== undefined) open(keys, command.href);
  else {
    const back = command.closest("form")?.querySelector("[data-here]");
    if (back) back.value = location.pathname + location.search;
    command.click();
  }
}

function matching(text) {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter((one) => parts.every((part) => one.name.toLowerCase().includes(part)));
}

function draw() {
  const options = [...matching(box.value), ...found];
  chosen = Math.min(chosen, Math.max(options.length - 1, 0));
  list.replaceChildren(
    ...options.map((one, at) => {
      const option = Object.assign(document.createElement("li"), { id: `palette-${at}`, textContent: one.name });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(at === chosen));
      if (one.keys) option.append(Object.assign(document.createElement("kbd"), { textContent: one.keys, ariaHidden: "true" }));
      option.addEventListener("click", () => choose(one));
      return option;
    }),
  );
  if (options.length) box.setAttribute("aria-activedescendant", `palette-${chosen}`);
  else box.removeAttribute("aria-activedescendant");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
  said.textContent = options.length ? "" : palette.dataset.none;
  return options;
}

function choose(option) {
  if (!option) return;
  palette.close();
  option.run();
}

async function find() {
  const text = box.value.trim();
  asking?.abort();
  found = [];
  if (text.length > (/^[\x20-\x7e]*$/.test(text) ? 1 : 0)) {
    asking = new AbortController();
    try {
      const address = `${palette.dataset.find}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { headers: HEADERS, signal: asking.signal });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      found = [...page.querySelectorAll("[data-row]")].slice(0, 12).map((row) => {
        const link = row.querySelector("[data-open]");
        const address = link.getAttribute("href");
        return { name: `${row.dataset.row} ${link.textContent}`, run: () => location.assign(address) };
      });
    } catch {
      return; // Somebody typed on, or the line is down: the commands are there all the same.
    }
  }
  draw();
}

async function show(address) {
  [box.value, found, chosen] = ["", [], 0];
  await open(palette, address);
  collect();
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
  } else if (event.key === "Enter") choose([...matching(box.value), ...found][chosen]);
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog.desk-overlay");
  if (event.target.closest("[data-overlay-close]") || (dialog && event.target === dialog)) dialog.close();
  const link = event.target.closest(".desk-tools > p a[data-keys], .desk-tools > p a[data-palette]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.keys === undefined) show(link.href);
  else open(keys, link.href);
});
// Before the frame's own palette, which knows models and no cases.
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const isTyping = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    event.stopPropagation();
    if (!document.querySelector("dialog[open]")) show(document.querySelector("[data-palette]").href);
  } else if (event.key === "?" && !isTyping && localStorage.getItem("desk.keys") !== "no" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    open(keys, document.querySelector(".desk-tools > p a[data-keys]").href);
  }
}, true);
