// Offers to record where the browser can; the recorder itself is fetched when somebody wants it. Without
// a microphone, without leave to use it, or without this script, the file input stays what it is.
export function enhance(root) {
  const input = root.querySelector('input[type="file"]');
  const name = () => { root.querySelector("[data-voice-chosen]").textContent = input.files[0]?.name ?? ""; };
  input.addEventListener("change", name);
  name();
  if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia) return;
  const button = root.querySelector("[data-voice-record]");
  root.querySelector("[data-voice-file]").hidden = true;
  button.hidden = false;
  button.addEventListener("click", async () => (await import(root.dataset.recorder)).record(root));
}

document.querySelectorAll("[data-voice-input]").forEach(enhance);
