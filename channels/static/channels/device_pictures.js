// Photographs made fit for keeping: drawn anew at a sane size, without the place where they were taken; and a signature.
const LONGEST_SIDE = 2000;
const QUALITY = 0.85;

async function smaller(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return blob ? new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file; // HEIC and the like: the browser cannot draw it, the server can.
  }
}

export const shrunk = async (files) => {
  const drawn = [];
  for (const file of files) drawn.push(await smaller(file)); // One after the other: a tablet has little memory.
  return drawn;
};

export class SignaturePad {
  constructor(root) {
    this.canvas = root.querySelector("canvas");
    this.isDrawn = false;
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.go(event));
    root.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.clear();
  }

  clear() {
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.isDrawn = false;
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * this.canvas.width) / box.width, ((event.clientY - box.top) * this.canvas.height) / box.height];
  }

  begin(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.at(event);
  }

  go(event) {
    if (!this.last || !this.canvas.hasPointerCapture(event.pointerId)) return;
    const pen = this.canvas.getContext("2d");
    const next = this.at(event);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", strokeStyle: "#111" });
    pen.beginPath();
    pen.moveTo(...this.last);
    pen.lineTo(...next);
    pen.stroke();
    this.last = next;
    this.isDrawn = true;
  }

  async file() {
    if (!this.isDrawn) return null;
    const blob = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
    return blob && new File([blob], "signature.png", { type: "image/png" });
  }
}
