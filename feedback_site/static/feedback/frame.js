// The back office's frame: the menu put away, light or dark. Both are cookies, so that the server draws the page right
// from the beginning; unfold's own pages keep the scheme in localStorage, which is kept the same.
const root = document.documentElement;
const YEAR = "Max-Age=31536000";

const cookie = (name) => document.cookie.match(`(?:^|; )${name}=(\\w*)`)?.[1] ?? "";

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; ${value ? YEAR : "Max-Age=0"}; SameSite=Lax${secure}`;
}

function show(scheme) {
  if (scheme) root.dataset.theme = scheme;
  else delete root.dataset.theme;
  localStorage.setItem("adminTheme", JSON.stringify(scheme || "auto"));
  if (root.hasAttribute("x-data")) {
    root.classList.toggle("dark", scheme === "dark" || (!scheme && matchMedia("(prefers-color-scheme: dark)").matches));
  }
  for (const one of document.querySelectorAll("[data-scheme]")) one.setAttribute("aria-pressed", String(one.dataset.scheme === scheme));
}

document.addEventListener("click", (event) => {
  const scheme = event.target.closest("[data-scheme]");
  if (scheme) {
    keep("scheme", scheme.dataset.scheme);
    show(scheme.dataset.scheme);
  }
  const menu = event.target.closest("[data-menu-switch]");
  if (menu) {
    const isShut = document.querySelector(".frame-page").classList.toggle("frame-shut");
    menu.setAttribute("aria-expanded", String(!isShut));
    keep("desk_menu", isShut ? "shut" : "");
  }
  for (const own of document.querySelectorAll(".frame-person[open]")) {
    if (!own.contains(event.target)) own.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const own = event.key === "Escape" && event.target.closest(".frame-person[open]");
  if (!own) return;
  own.open = false;
  own.querySelector("summary").focus();
});

for (const group of document.querySelectorAll("[data-schemes]")) group.hidden = false;
show(cookie("scheme"));
// The line one is on stands in sight, however long the menu is.
document.querySelector(".frame-lines [aria-current]")?.scrollIntoView({ block: "nearest" });

// A button of ours stands for the browser's control of files, which would have named what was chosen.
document.addEventListener("change", ({ target }) => {
  const said = target.closest?.(".file-add")?.parentElement.querySelector("[data-file-chosen]");
  if (said) said.textContent = [...target.files].map((file) => file.name).join(", ");
});
