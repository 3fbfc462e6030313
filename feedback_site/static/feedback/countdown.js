// Keeps time limits true while a page stays open: "1 h 20 min", "-12 min". The server wrote the first words.
const language = document.documentElement.lang || "zh-Hant";
const SOON = 3600;

function part(value, unit) {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

function inWords(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const sign = seconds < 0 ? "−" : "";
  if (days) return sign + part(days, "day") + (hours ? ` ${part(hours, "hour")}` : "");
  if (hours) return sign + part(hours, "hour") + (rest ? ` ${part(rest, "minute")}` : "");
  return sign + part(rest, "minute");
}

function refresh() {
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    const seconds = (new Date(element.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) continue;
    const words = inWords(seconds);
    if (element.textContent !== words) element.textContent = words;
    const badge = element.closest(".limit");
    if (!badge) continue;
    // Only the colour moves on; the word and icon of a breach come from the server, which records it.
    if (seconds < 0) badge.classList.replace("tone-warn", "tone-bad");
    else if (seconds < SOON) badge.classList.replace("tone-quiet", "tone-warn");
  }
}

refresh();
setInterval(refresh, 15000);
document.addEventListener("feedback:replaced", refresh);
