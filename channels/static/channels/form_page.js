// A form sent without leaving its page by form_line.js, which comes when somebody begins to fill it in.
const ours = { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } };
const isComingBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";
let kept;
try { kept = sessionStorage; } catch {} // forbidden

function enhance(form) {
  const said = form.querySelector("[data-send-said]");
  const key = `sent:${form.dataset.draft}`;
  let line;
  let isSending = false;
  const bring = () => {
    import("./form_line.js").then((module) => { line = module; }, () => {});
    const plain = () => form.querySelector(".photo-input .file-add").classList.remove("file-add");
    if (form.dataset.photoScript) import(form.dataset.photoScript).catch(plain);
  };
  for (const begins of ["focusin", "pointerdown", "change"]) form.addEventListener(begins, bring, { once: true });
  form.addEventListener("submit", async (event) => {
    if (!line) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const { to, page } = await line.post(form, said, ours);
    if (to) {
      kept?.setItem(key, "yes");
      location.assign(to);
      return;
    }
    isSending = false;
    if (await line.correct(form, page, said)) line.press(form);
  });
  // Back from where it was taken, the browser fills it in: it would be told twice.
  addEventListener("pageshow", (event) => {
    const wasSent = kept?.getItem(key);
    kept?.removeItem(key);
    isSending = false;
    line?.hold(form, false);
    said.textContent = "";
    const isTaken = wasSent && !kept.getItem(`draft:${form.dataset.draft}`);
    if (isTaken && (event.persisted || isComingBack())) form.reset();
  });
}

document.querySelectorAll("form[data-send-here]").forEach(enhance);
