// Files beside an answer: chosen, dropped or pasted they are kept on the server at once, and can be taken away
// again. Without it a button does the same, and what was chosen goes with the answer.
import { post, signed } from "../feedback/asking.js";

const going = new Set();
const placeIn = (form) => form.querySelector("[data-files-beside]");
const composerOf = (event) => event.target.closest?.(".composer-customer");
const filesIn = (data) => [...(data?.files ?? [])];

function say(place, words) {
  const line = Object.assign(document.createElement("p"), { className: "composer-unsent small", textContent: words });
  place.querySelector(":scope > p")?.remove();
  line.setAttribute("role", "alert");
  place.prepend(line);
}

async function change(form, values) {
  const place = placeIn(form);
  const body = signed();
  for (const [name, value] of values) body.append(name, value);
  say(place, place.dataset.busy);
  try {
    const answer = await post(place.dataset.filesBeside, body, { headers: { "X-Aside": "1" } });
    const html = await answer.text();
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    place.innerHTML = html;
    return true;
  } catch {
    say(place, place.dataset.failed);
    return false;
  }
}

// Whoever sends the answer meanwhile waits for them.
function begin(form, values) {
  const done = change(form, values);
  going.add(done);
  return done.finally(() => going.delete(done));
}

async function add(form, files) {
  if (files.length) await begin(form, files.map((file) => ["files", file]));
}

document.addEventListener("change", async (event) => {
  if (!event.target.matches("[data-files-input]")) return;
  const input = event.target;
  await add(input.form, [...input.files]);
  // What could not be kept may be chosen again.
  input.value = "";
});
document.addEventListener("click", (event) => {
  const button = event.target.closest(".composer-files [name=drop_file]");
  if (!button) return;
  event.preventDefault();
  begin(button.form, [["drop_file", button.value]]).then(() => document.getElementById("dialog-text-customer")?.focus());
});
document.addEventListener("dragover", (event) => {
  if (composerOf(event) && event.dataTransfer?.types.includes("Files")) event.preventDefault();
});
for (const [kind, data] of [["drop", "dataTransfer"], ["paste", "clipboardData"]]) {
  document.addEventListener(kind, (event) => {
    const [form, files] = [composerOf(event), filesIn(event[data])];
    if (!form || !files.length) return;
    event.preventDefault();
    add(form, files);
  });
}
document.addEventListener("desk:leaving", ({ detail }) => detail.until.push(...going));
