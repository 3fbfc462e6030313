// Shows what is new on the open case in its place: head, conversation, history and panels are drawn anew; what is
// being typed, and where, stays. Without it the link opens the case again.
import { ask, pageOf } from "../feedback/asking.js";

// The composer is none of them, and neither is the line of news, of which only what is shown now is taken out.
const PARTS = [".case-head", ".said-list", "[data-history]", "[data-panels]"];

function mark(frame, known) {
  const fresh = [...frame.querySelectorAll("[data-said]")].filter((one) => !known.has(one.dataset.said));
  for (const one of fresh) one.classList.add("is-fresh");
  const first = fresh[0] ?? frame.querySelector("h1");
  first.setAttribute("tabindex", "-1");
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "nearest" });
}

// Whoever has seen what is new answers upon it: the version of what they write moves on with it.
function moveOn(frame, fresh) {
  const news = frame.querySelector("[data-live]");
  const isWriting = new URL(news.dataset.live, location.href).searchParams.has("writing");
  const address = new URL(fresh.querySelector("[data-live]").dataset.live, location.href);
  if (isWriting) address.searchParams.set("writing", "1");
  news.dataset.live = address.pathname + address.search;
  news.querySelector(".case-fresh")?.remove(); // Who else is here stays.
  const version = fresh.querySelector(".composer [name=version]")?.value;
  for (const field of frame.querySelectorAll(".composer [name=version]")) if (version) field.value = version;
}

function replace(frame, fresh) {
  const known = new Set([...frame.querySelectorAll("[data-said]")].map((one) => one.dataset.said));
  for (const part of PARTS) {
    const [old, drawn] = [frame.querySelector(part), fresh.querySelector(part)];
    if (old && drawn) old.replaceWith(document.adoptNode(drawn));
  }
  moveOn(frame, fresh);
  document.dispatchEvent(new CustomEvent("feedback:replaced", { detail: frame }));
  mark(frame, known);
}

async function show(link) {
  const frame = link.closest(".case-frame");
  link.setAttribute("aria-disabled", "true");
  try {
    const answer = await ask(frame.dataset.caseUrl);
    if (!answer.ok || answer.redirected) return location.assign(link.href);
    replace(frame, pageOf(await answer.text()).querySelector(".case-frame"));
  } catch {
    link.removeAttribute("aria-disabled"); // The line is down: it can be pressed again.
  }
  return undefined;
}

// Before beside.js, which would draw the whole case anew.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-show-news]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  show(link);
}, true);
