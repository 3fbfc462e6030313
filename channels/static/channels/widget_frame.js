// The page inside the feedback button's frame: sends without leaving, tries again after a lost line (the
// server knows the same form again), and tells the website three things: how high, close, and that it was sent.
import { correct, post, press } from "./form_line.js";

const main = document.querySelector("main");

// Nothing of this is a secret, so whoever holds the frame may hear it.
const tell = (what) => window.parent !== window && window.parent.postMessage({ feedback: what, height: document.documentElement.offsetHeight }, "*");

new ResizeObserver(() => tell("height")).observe(document.documentElement);
document.addEventListener("keydown", (event) => event.key === "Escape" && tell("close"));
tell("ready");

for (const form of document.querySelectorAll("form[data-send]")) {
  const said = form.querySelector("[data-send-said]");
  const button = form.querySelector('button[type="submit"]');
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    const { page } = await post(form, said, { credentials: "omit" });
    button.disabled = false;
    const sent = page.querySelector("[data-sent]");
    if (!sent) {
      if (await correct(form, page, said)) press(form);
      return;
    }
    main.firstElementChild.replaceChildren(sent);
    main.querySelector("h1").focus();
    scrollTo(0, 0);
    tell("sent");
  });
}
