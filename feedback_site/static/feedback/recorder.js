// Records into the file input of a voice_input: start, stop, listen, take it back.
const LONGEST = 180; // seconds; stops by itself, and the words say so beforehand
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const make = (tag, className, words = "") =>
  Object.assign(document.createElement(tag), { className, textContent: words, ...(tag === "button" && { type: "button" }) });

class Recorder {
  constructor(root) {
    this.words = root.dataset;
    const names = ["[data-voice-file]", "[type=file]", "[data-voice-record]", "[data-voice-said]"];
    [this.file, this.input, this.button, this.said] = names.map((name) => root.querySelector(name));
    this.box = make("div", "voice-tools");
    this.button.after(this.box);
    this.button.addEventListener("click", () => this.start());
    // Sending while it records sends what was said so far, by a press: older iOS knows no requestSubmit.
    this.input.form?.addEventListener("submit", (event) => this.sendSoon(event), true);
    this.start();
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
    const tick = () => (seconds += 1) < LONGEST ? show() : this.recorder.stop();
    const timer = setInterval(tick, 1000);
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
    if (!parts.length) return this.takeBack(null, this.words.nothing); // An empty file would be refused.
    const type = this.recorder.mimeType.split(";")[0];
    const file = new File(parts, `${this.words.name}.${ENDINGS[type] ?? "webm"}`, { type });
    const player = Object.assign(make("audio", ""), { controls: true, src: URL.createObjectURL(file) });
    player.setAttribute("aria-label", this.words.name);
    const remove = make("button", "btn btn-quiet", this.words.remove);
    remove.addEventListener("click", () => this.takeBack(player));
    this.box.replaceChildren(player, remove);
    this.said.textContent = this.words.done.replace("0:00", clock(Math.max(1, seconds)));
    remove.focus();
    this.put([file]);
  }

  takeBack(player, words = "") {
    if (player) URL.revokeObjectURL(player.src);
    this.put([]);
    this.box.replaceChildren();
    this.button.hidden = false;
    this.said.textContent = words;
    this.button.focus();
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
    this.input.addEventListener("change", () => (event.submitter ?? this.input.form.querySelector("[type=submit]")).click(), { once: true });
    this.recorder.stop();
  }
}

const recorders = new WeakMap();

// The first press brings this module; every later one is the recorder's own.
export const record = (root) => recorders.has(root) || recorders.set(root, new Recorder(root));
