// Adds to a file input: previews, more photographs one after the other, and removing one again.
// Previews are drawn on a canvas, so no address of the picture is made that a CSP would have to allow.
const ICON = '<svg width="32" height="32" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="M3 6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zm0 10 5-5 4 4 3-3 6 6"/></svg>';
const CROSS = '<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8"/></svg>';

async function drawPreview(file, frame) {
  try {
    const bitmap = await createImageBitmap(file);
    const side = Math.min(bitmap.width, bitmap.height);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 192;
    const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    canvas.getContext("2d").drawImage(bitmap, left, top, side, side, 0, 0, 192, 192);
    bitmap.close();
    frame.replaceChildren(canvas);
  } catch {
    frame.innerHTML = ICON; // HEIC and the like: the browser cannot draw it, the server can.
  }
}

function entry(file, index, root, remove) {
  const item = document.createElement("li");
  const frame = document.createElement("span");
  frame.className = "print";
  drawPreview(file, frame);
  const name = document.createElement("span");
  name.className = "photo-name";
  name.textContent = file.name;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.innerHTML = CROSS;
  button.setAttribute("aria-label", `${root.dataset.remove} ${file.name}`);
  button.addEventListener("click", () => remove(index));
  item.append(frame, name, button);
  return item;
}

function enhance(root) {
  const input = root.querySelector('input[type="file"]');
  const list = root.querySelector(".photo-list");
  const problem = root.querySelector(".photo-problem");
  let chosen = [];
  const show = () => {
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    list.replaceChildren(...chosen.map((file, index) => entry(file, index, root, remove)));
  };
  const remove = (index) => {
    chosen = chosen.filter((_, at) => at !== index);
    problem.replaceChildren();
    show();
    input.focus();
  };
  // Why a file cannot come along: better said now than after it has gone over a slow line for minutes.
  const reason = (file) => {
    const { most, largest, together, tooMany, tooLarge, togetherTooLarge } = root.dataset;
    if (!most) return "";
    if (file.size > Number(largest)) return tooLarge.replace("%(name)s", file.name);
    if (chosen.length >= Number(most)) return tooMany;
    return file.size + chosen.reduce((sum, one) => sum + one.size, 0) > Number(together) ? togetherTooLarge : "";
  };
  const add = (file) => {
    const why = reason(file);
    if (!why) chosen.push(file);
    return why;
  };
  const known = (file) => chosen.some((one) => one.name === file.name && one.size === file.size);
  // What was sent is no longer to be sent; a page that stays open says so.
  input.addEventListener("photos:sent", () => {
    chosen = [];
    show();
  });
  const take = () => {
    const refused = new Set([...input.files].filter((file) => !known(file)).map(add).filter(Boolean));
    problem.replaceChildren(...[...refused].map((words) => Object.assign(document.createElement("p"), { textContent: words })));
    show();
  };
  input.addEventListener("change", take);
  // Chosen before this script was there.
  if (input.files.length) take();
}

document.querySelectorAll("[data-photo-input]").forEach(enhance);
