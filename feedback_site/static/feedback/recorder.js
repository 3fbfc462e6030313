// Records into the file input of a voice_input: start, stop, listen, take it back.
const LONGEST = 180; // seconds; stops by itself, and the words say so beforehand
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function make(tag, className, words = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = words;
  if (tag === "button") element.type = "button";
  return element;
}

class Recorder {
  constructor(root) {
    this.words = root.dataset;
    this.file = root.querySelector("[data-voice-file]");
    this.input = root.querySelector('input[type="file"]');
    this.button = root.querySelector("[data-voice-record]");
    this.said = root.querySelector("[data-voice-said]");
    this.box = make("div", "voice-tools");
    this.button.after(this.box);
    this.button.addEventListener("click", () => this.start());
    // Sending while it records sends what was said so far.
    this.input.form?.addEventListener("submit", (event) => this.sendSoon(event), true);
  }

  async start() {
    if (this.recorder?.state === "recording") return;
    try {
      this.listen(await navigator.mediaDevices.getUserMedia({ audio: true }));
    } catch {
      // Refused, or there is none: a file can still be chosen.
      this.file.hidden = false;
      this.said.textContent = this.words.denied;
    }
  }

  listen(stream) {
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const parts = [];
    let seconds = 0;
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32000 });
    const stop = make("button", "btn btn-danger");
    const show = () => (stop.textContent = `${this.words.stop} ${clock(seconds)}`);
    const timer = setInterval(() => {
      seconds += 1;
      show();
      if (seconds >= LONGEST) this.recorder.stop();
    }, 1000);
    this.recorder.addEventListener("dataavailable", (event) => event.data.size && parts.push(event.data));
    this.recorder.addEventListener("stop", () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
      this.keep(parts, seconds);
    });
    stop.addEventListener("click", () => this.recorder.state === "recording" && this.recorder.stop());
    show();
    this.button.hidden = true;
    this.said.textContent = this.words.recording;
    this.box.replaceChildren(stop);
    stop.focus();
    this.recorder.start(1000);
  }

  keep(parts, seconds) {
    const type = this.recorder.mimeType.split(";")[0];
    const file = new File(parts, `${this.words.name}.${ENDINGS[type] ?? "webm"}`, { type });
    const player = make("audio", "");
    player.controls = true;
    player.src = URL.createObjectURL(file);
    player.setAttribute("aria-label", this.words.name);
    const remove = make("button", "btn btn-quiet", this.words.remove);
    remove.addEventListener("click", () => {
      URL.revokeObjectURL(player.src);
      this.put([]);
      this.box.replaceChildren();
      this.button.hidden = false;
      this.said.textContent = "";
      this.button.focus();
    });
    this.box.replaceChildren(player, remove);
    this.said.textContent = this.words.done.replace("0:00", clock(Math.max(1, seconds)));
    remove.focus();
    this.put([file]);
  }

  put(files) {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    this.input.files = transfer.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  sendSoon(event) {
    if (this.recorder?.state !== "recording") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.input.addEventListener("change", () => this.input.form.requestSubmit(event.submitter), { once: true });
    this.recorder.stop();
  }
}

const recorders = new WeakMap();

// The first press brings this module; every later one is the recorder's own.
export function record(root) {
  if (recorders.has(root)) return;
  const recorder = new Recorder(root);
  recorders.set(root, recorder);
  recorder.start();
}
