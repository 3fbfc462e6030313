// The page inside the feedback button's frame: sends without leaving, tries again after a lost line (the
// server knows the same form again), and tells the website three things: how high, close, and that it was sent.
const PAUSES = [5, 10, 20, 40, 60];
const main = document.querySelector("main");

// Nothing of this is a secret, so whoever holds the frame may hear it.
const tell = (what) => window.parent !== window && window.parent.postMessage({ feedback: what, height: document.documentElement.offsetHeight }, "*");

new ResizeObserver(() => tell("height")).observe(document.documentElement);
document.addEventListener("keydown", (event) => event.key === "Escape" && tell("close"));
tell("ready");

// Until the line is back, or for a while: whichever comes first.
const pause = (seconds) => new Promise((done) => {
  setTimeout(done, seconds * 1000);
  addEventListener("online", done, { once: true });
});

async function send(form, said) {
  const body = new FormData(form);
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "omit" });
      if (answer.status < 500) return new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      // The line is down.
    }
    said.textContent = said.dataset.away;
    await pause(PAUSES[Math.min(tried, PAUSES.length - 1)]);
  }
}

// What was wrong is said above the form as it stands: photographs and recording are still in it.
async function correct(form, answer) {
  const errors = document.querySelector("[data-send-errors]");
  answer.querySelector("[data-without-script]")?.remove();
  errors.replaceChildren(...(answer.querySelector("[data-send-errors]")?.childNodes ?? []));
  for (const name of ["stamp", "website"]) {
    const fresh = answer.querySelector(`[name="${name}"]`);
    if (fresh) form.elements[name].value = fresh.value;
  }
  const asked = answer.querySelector("[data-proof]");
  form.querySelector("[data-send-proof]").replaceChildren(...(asked ? [asked] : []));
  errors.querySelector("[tabindex]")?.focus();
  if (!asked) return false;
  const { solve } = await import(form.dataset.proofScript);
  return solve(asked);
}

for (const form of document.querySelectorAll("form[data-send]")) {
  const said = form.querySelector("[data-send-said]");
  const button = form.querySelector('button[type="submit"]');
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    said.textContent = said.dataset.sending;
    const answer = await send(form, said);
    button.disabled = false;
    said.textContent = "";
    const sent = answer.querySelector("[data-sent]");
    if (!sent) {
      if (await correct(form, answer)) form.requestSubmit();
      return;
    }
    main.firstElementChild.replaceChildren(sent);
    main.querySelector("h1").focus();
    scrollTo(0, 0);
    tell("sent");
  });
}
