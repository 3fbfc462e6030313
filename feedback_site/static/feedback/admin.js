// Names that unfold's and Django's own scripts leave out for screen readers.
document.addEventListener("DOMContentLoaded", () => {
  // SimpleBar makes every scrolling area a landmark of the same name, unless told another one.
  document.querySelectorAll("[data-simplebar]").forEach((area, index) => {
    const heading = area.querySelector("h1, h2, h3, caption");
    area.dataset.simplebarAriaLabel ||= heading?.textContent.trim() || `${document.title} ${index + 1}`;
  });
  // Date and time are two inputs under one label that points at neither.
  for (const pair of document.querySelectorAll(".datetime")) {
    const row = pair.closest(".form-row, .field-row, fieldset, div:has(> label)");
    const label = row?.querySelector("label, legend, .label")?.textContent.trim().replace(/[:：]$/, "") ?? "";
    for (const input of pair.querySelectorAll("input:not([aria-label])")) {
      if (!input.labels?.length) input.setAttribute("aria-label", `${label} ${input.placeholder}`.trim());
    }
  }
});
window.addEventListener("load", () => {
  // Django's double list draws its hints after the page has loaded.
  setTimeout(() => {
    for (const hint of document.querySelectorAll(".help-tooltip[aria-label]")) hint.setAttribute("role", "img");
  });
});

// What asks for the focus is passed over where the frame around it is drawn later: then it gets it here.
addEventListener("load", () => {
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus({ preventScroll: true });
});

// Unfold writes the name of a chosen file into the box of its own field, and stumbles over every other: those it
// takes for done. Watched from before it begins to watch, so that what is drawn later is marked first as well.
document.addEventListener("DOMContentLoaded", () => {
  const spare = () => {
    for (const input of document.querySelectorAll("input[type=file]")) {
      if (!input.closest("label")?.querySelector("input[type=text]:disabled")) input.hasChangeListener = true;
    }
  };
  spare();
  new MutationObserver(spare).observe(document.body, { childList: true, subtree: true });
});
