// A form of a page of ours, sent without leaving it by form_line.js, which comes when somebody begins to fill it in.
const ours = { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } };
const isComingBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";
// Where storage is forbidden a form is sent all the same.
const remembering = (act) => {
  try { return act(sessionStorage); } catch { return null; }
};

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
      remembering((kept) => kept.setItem(key, "yes"));
      location.assign(to);
      return;
    }
    isSending = false;
    if (await line.correct(form, page, said)) form.requestSubmit();
  });
  // Back from where it was taken, and its draft dropped, the browser fills it in: it would be told twice.
  addEventListener("pageshow", (event) => {
    const wasSent = remembering((kept) => kept.getItem(key));
    remembering((kept) => kept.removeItem(key));
    isSending = false;
    line?.hold(form, false);
    said.textContent = "";
    const isTaken = wasSent && !remembering((kept) => kept.getItem(`draft:${form.dataset.draft}`));
    if (isTaken && (event.persisted || isComingBack())) form.reset();
  });
}

document.querySelectorAll("form[data-send-here]").forEach(enhance);
