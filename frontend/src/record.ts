// A voice instead of typing: `<div data-record data-seconds="180">` with a file field, `[data-record-start]`,
// `…-stop]`, `…-time]`, `…-player]`, `…-away]`, the field in `…-field]`, and what is said when there
// is no microphone in `[data-record-refused]`. The recording goes into the file field, and with it through the form:
// where this does not run, the field takes a recording by itself.
const FORMATS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS_A_SECOND = 24_000;

export function bindRecord(root: ParentNode = document): void {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder || !HTMLFormElement.prototype.requestSubmit) return;
  for (const box of root.querySelectorAll<HTMLElement>("[data-record]")) bindBox(box);
}

function bindBox(box: HTMLElement): void {
  const part = (name: string) => box.querySelector<HTMLElement>(`[data-record-${name}]`)!;
  const [start, stop, time, away, refused] = [part("start"), part("stop"), part("time"), part("away"), part("refused")];
  const player = part("player") as HTMLAudioElement;
  const byHand = part("field");
  const field = byHand.querySelector<HTMLInputElement>("input[type=file]")!;
  const most = Number(box.dataset.seconds);
  let recorder: MediaRecorder | null = null;
  let finished: (() => void) | null = null;

  const show = (state: "empty" | "recording" | "recorded") => {
    start.hidden = state !== "empty";
    stop.hidden = time.hidden = state !== "recording";
    player.hidden = away.hidden = state !== "recorded";
  };
  byHand.hidden = true;
  show("empty");

  start.addEventListener("click", async () => {
    refused.hidden = true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      recorder = begin(stream);
    } catch {
      refused.hidden = false;
      byHand.hidden = false; // a recording from elsewhere still can be given
      return;
    }
    const ticking = tick(time, most, () => recorder?.stop());
    recorder.addEventListener("stop", () => clearInterval(ticking));
    show("recording");
    stop.focus();
  });
  stop.addEventListener("click", () => recorder?.stop());
  away.addEventListener("click", () => {
    URL.revokeObjectURL(player.src);
    field.value = "";
    show("empty");
    start.focus();
  });
  // Whoever goes on while it still records wants what was said so far to be sent.
  field.form?.addEventListener("submit", (event) => {
    if (recorder?.state !== "recording") return;
    event.preventDefault();
    const { submitter } = event;
    finished = () => field.form?.requestSubmit(submitter);
    recorder.stop();
  });

  function begin(stream: MediaStream): MediaRecorder {
    const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
    const recording = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
    const pieces: Blob[] = [];
    recording.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recording.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      const sound = new File(pieces, "voice", { type: recording.mimeType });
      const carrier = new DataTransfer();
      carrier.items.add(sound);
      field.files = carrier.files;
      player.src = URL.createObjectURL(sound);
      show("recorded");
      player.focus();
      finished?.();
    });
    recording.start();
    return recording;
  }
}

function tick(time: HTMLElement, most: number, done: () => void): number {
  const since = Date.now();
  const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const draw = () => {
    const passed = Math.floor((Date.now() - since) / 1000);
    time.textContent = `${clock(passed)} / ${clock(most)}`;
    if (passed >= most) done();
  };
  draw();
  return window.setInterval(draw, 250);
}
