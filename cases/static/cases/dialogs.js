// Opens a step's page as a dialog over the case, and shows one revealed value in its place.
// Without it each link leads to the same form on a page of its own.
const HEADERS = { "X-Requested-With": "fetch" };

function show(html, opener) {
  document.getElementById("desk-dialog")?.remove();
  const frame = document.createElement("div");
  frame.className = "desk";
  frame.innerHTML = html;
  const dialog = frame.querySelector("dialog");
  document.querySelector(".case-frame").append(frame);
  // What is done: next.js and beside.js go on to the next case after some.
  dialog.dataset.step = opener?.dataset.step ?? opener?.dataset.act ?? "";
  dialog.addEventListener("close", () => {
    frame.remove();
    opener?.focus();
  });
  dialog.querySelector("form")?.addEventListener("submit", (event) => send(event, dialog, opener));
  dialog.showModal();
  (dialog.querySelector(".error-summary") ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

async function open(link) {
  const answer = await fetch(link.href, { headers: HEADERS, credentials: "same-origin" });
  if (answer.ok && !answer.redirected) show(await answer.text(), link);
  else location.assign(link.href);
}

async function send(event, dialog, opener) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const headers = { ...HEADERS, ...(opener?.closest("[data-beside]") && { "X-Beside": "1" }) };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
    if (answer.status === 204) finish(answer, dialog);
    else if (answer.headers.get("Content-Type")?.includes("html") && [409, 422, 400, 403].includes(answer.status)) {
      const html = await answer.text();
      if (html.includes("desk-dialog")) show(html, opener);
      else form.submit();
    } else form.submit();
  } catch {
    // The line is down: what was typed stays, and the button works again.
    button.disabled = false;
  }
}

function finish(answer, dialog) {
  const done = new CustomEvent("desk:done", { cancelable: true, detail: { answer, code: dialog.dataset.step } });
  if (document.dispatchEvent(done)) location.assign(answer.headers.get("Location"));
  else dialog.close();
}

async function reveal(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: HEADERS });
  if (!answer.ok || answer.redirected) return form.submit();
  const place = form.closest(".masked-value");
  place.outerHTML = await answer.text();
  return undefined;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-dialog-from]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-reveal]")) return;
  event.preventDefault();
  reveal(event.target);
});
