// The counter on a device that keeps entries: sets it up once, and begins. Whatever it loads is named in device.html
// too, for the worker keeps what the page names.
import { box, dialog, form, here, isShell, readDevice, root, urls, word } from "./device_page.js";
import "./device_entry.js";
import { exchangeOn, quietly } from "./device_sending.js";
import { show } from "./device_standing.js";

const setup = dialog.querySelector("[data-setup]");

async function rememberClerk() {
  if (isShell || !root.dataset.clerk) return;
  const clerk = { token: root.dataset.clerk, name: root.dataset.clerkCalled };
  here.device = await box.change((one) => { one.clerk = clerk; });
}

// The page itself is kept by a worker: asked on each visit, so that language and version follow.
async function keepPage() {
  if (!navigator.serviceWorker || isShell) return;
  const found = await navigator.serviceWorker.register(urls.worker);
  found.active?.postMessage(`${document.documentElement.lang} ${import.meta.url}`);
}

setup?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = setup.querySelector("[data-setup-problem]");
  problem.textContent = "";
  try {
    const answer = await fetch(setup.action, { method: "POST", body: new FormData(setup), credentials: "same-origin" });
    const told = await answer.json();
    if (!answer.ok) {
      problem.textContent = told.message;
      return;
    }
    await box.register(told);
    await readDevice();
    await rememberClerk();
    await keepPage();
    await exchangeOn();
  } catch {
    problem.textContent = word("not_set_up");
  }
});

document.querySelector("[data-signature]").hidden = !here.device;
if (here.device) {
  const { store, storeNames } = here.device;
  for (const option of [...form.elements.store.options]) if (option.value !== store) option.remove();
  if (!form.elements.store.options.length) form.elements.store.append(new Option(storeNames[root.dataset.language], store));
  await rememberClerk();
  keepPage().catch(() => {});
}
await show();
root.dataset.ready = "yes";
quietly();
