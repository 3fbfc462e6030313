// Relative times ("3 hours ago") with the exact one on hover; without it the page shows the exact time.
const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
const language = document.documentElement.lang || "zh-Hant";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

// A browser would say “this minute”.
const JUST_NOW = { "zh-Hant": "剛剛", "zh-Hans": "刚刚", en: "just now" };

function inWords(seconds) {
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 0 ? relative.format(0, "second") : JUST_NOW[language] ?? relative.format(0, "second");
}

// Said where this device goes by another clock than the place that a time is of.
function tellZones() {
  const now = new Date();
  for (const note of document.querySelectorAll("[data-zone]")) note.hidden = now.toLocaleString("en", { timeZone: note.dataset.zone }) === now.toLocaleString("en");
}

function refresh() {
  tellZones();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    if (!element.dataset.exact) {
      // The server's own words, in the shop's time zone, stay reachable.
      element.dataset.exact = element.title || exact.format(at);
      element.title = element.dataset.exact;
    }
    const words = inWords((at - Date.now()) / 1000);
    if (element.textContent !== words) element.textContent = words;
  }
}

refresh();
setInterval(refresh, 30000);
document.addEventListener("feedback:replaced", refresh);
