// Unfold writes the names of its icons where a font of 290 KB would draw them: here each becomes the heroicon of
// the same meaning, out of one small file (.ci/icons.py makes it from these names).
const ICONS = {
  add: "plus", arrow_back: "arrow-left", arrow_circle_down: "arrow-down-circle", arrow_circle_up: "arrow-up-circle",
  arrow_forward: "arrow-right", cancel: "x-circle", check_small: "check", chevron_right: "chevron-right", close: "x-mark",
  close_small: "minus", computer: "computer-desktop", dark_mode: "moon", data_object: "code-bracket", delete: "trash",
  dock_to_right: "bars-3", done: "check", download: "arrow-down-tray", drag_indicator: "bars-2", edit: "pencil",
  edit_square: "pencil-square", expand_more: "chevron-down", file_upload: "arrow-up-tray", filter_list: "funnel",
  filter_list_off: "x-mark", help: "question-mark-circle", history: "clock", inbox: "inbox", light_mode: "sun",
  lock: "lock-closed", logout: "arrow-right-start-on-rectangle", manage_search: "magnifying-glass-circle",
  more_horiz: "ellipsis-horizontal", more_vert: "ellipsis-vertical", open_in_new: "arrow-top-right-on-square",
  progress_activity: "arrow-path", search: "magnifying-glass", settings: "cog-6-tooth", tag: "tag", undo: "arrow-uturn-left",
  unfold_more: "chevron-up-down", upload: "arrow-up-tray", visibility: "eye", visibility_off: "eye-slash",
};
const SVG = "http://www.w3.org/2000/svg";

function draw(place) {
  const name = place.textContent.trim();
  const icon = Object.hasOwn(ICONS, name) && ICONS[name];
  if (!icon) return;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `${document.documentElement.dataset.stockIcons}#${icon}`);
  place.replaceChildren(svg);
  // The word that stood for the icon was all that its button was called.
  const button = name === "search" && place.closest("button");
  if (button && !button.textContent.trim()) button.setAttribute("aria-label", document.documentElement.dataset.stockSearch);
}

// What scripts draw later, and where they write another name, is drawn as well.
document.addEventListener("DOMContentLoaded", () => {
  const all = () => document.querySelectorAll(".material-symbols-outlined").forEach(draw);
  all();
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true, characterData: true });
});
