// The scans of a bundle beside the sheet: one at a time, turned over and enlarged.
const form = document.querySelector("[data-sheet-form]");
const scans = document.querySelector("[data-scans]");
const pictures = [...(scans?.querySelectorAll("[data-scan]") ?? [])];
const ZOOMS = ["", "zoom-2", "zoom-3"];
let at = Math.max(0, pictures.findIndex((one) => "scanShown" in one.dataset));
let zoom = 0;

export function show(step) {
  if (!pictures.length) return;
  at = (at + step + pictures.length) % pictures.length;
  pictures.forEach((one, index) => {
    one.hidden = index !== at;
  });
  scans.querySelector("[data-scan-name]").textContent = `${at + 1} / ${pictures.length}`;
  form.elements.scan.value = pictures[at].dataset.scan;
}

export function enlarge() {
  const frame = scans?.querySelector(".scan-frame");
  if (!frame) return;
  if (ZOOMS[zoom]) frame.classList.remove(ZOOMS[zoom]);
  zoom = (zoom + 1) % ZOOMS.length;
  if (ZOOMS[zoom]) frame.classList.add(ZOOMS[zoom]);
}

if (scans) {
  scans.classList.add("one-at-a-time");
  scans.querySelector("[data-scan-tools]").hidden = false;
  scans.addEventListener("click", (event) => {
    const step = event.target.closest("[data-scan-step]");
    if (step) show(Number(step.dataset.scanStep));
    else if (event.target.closest("[data-scan-zoom]")) enlarge();
  });
  show(0);
}
