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
  let chosen = [];
  const show = () => {
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    list.replaceChildren(...chosen.map((file, index) => entry(file, index, root, remove)));
  };
  const remove = (index) => {
    chosen = chosen.filter((_, at) => at !== index);
    show();
    input.focus();
  };
  const known = (file) => chosen.some((one) => one.name === file.name && one.size === file.size);
  // What was sent is no longer to be sent; a page that stays open says so.
  input.addEventListener("photos:sent", () => {
    chosen = [];
    show();
  });
  input.addEventListener("change", () => {
    chosen = [...chosen, ...[...input.files].filter((file) => !known(file))];
    show();
  });
}

document.querySelectorAll("[data-photo-input]").forEach(enhance);
