// A recording (`[data-player]`): its picture, on which one goes to a moment by mouse, finger or arrow keys; the speed; the
// moments of the notes. Without this script there is the browser's own player.
export function bindPlayers(root: ParentNode = document): void {
  for (const player of root.querySelectorAll<HTMLElement>("[data-player]")) bind(player);
}

function bind(player: HTMLElement): void {
  const audio = player.querySelector("audio")!;
  const wave = player.querySelector<HTMLElement>("[data-player-wave]")!;
  const bar = player.querySelector<HTMLElement>("[data-player-bar]")!;
  const range = wave.querySelector("input")!;
  const canvas = wave.querySelector("canvas")!;
  const time = player.querySelector<HTMLElement>("[data-player-time]")!;
  const now = document.querySelector<HTMLInputElement>("[data-player-now]"); // the form of a note
  const seconds = Number(player.dataset.seconds);
  wave.hidden = bar.hidden = false;

  const show = () => {
    range.value = String(audio.currentTime);
    time.textContent = inWords(audio.currentTime);
    range.setAttribute("aria-valuetext", time.textContent);
    draw(canvas, audio.currentTime / seconds);
    if (now && document.activeElement !== now && !now.form?.contains(document.activeElement)) {
      now.value = audio.currentTime.toFixed(1);
    }
  };
  const go = (to: number, play = false) => {
    audio.currentTime = to;
    show();
    if (play) void audio.play();
  };
  range.addEventListener("input", () => go(Number(range.value)));
  range.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (audio.paused) void audio.play();
    else audio.pause();
  });
  audio.addEventListener("timeupdate", show);
  player.querySelector<HTMLSelectElement>("[data-player-speed]")?.addEventListener("change", (event) => {
    audio.playbackRate = Number((event.target as HTMLSelectElement).value);
  });
  for (const button of player.querySelectorAll<HTMLElement>("[data-player-at]")) {
    button.addEventListener("click", () => go(Number(button.dataset.playerAt), true));
  }
  show();
}

function draw(canvas: HTMLCanvasElement, share: number): void {
  const picture = canvas.getContext("2d");
  const peaks = (canvas.dataset.peaks ?? "").split(",").map(Number);
  if (!picture || !peaks.length) return;
  const { width, height } = canvas;
  const step = width / peaks.length;
  picture.clearRect(0, 0, width, height);
  picture.fillStyle = getComputedStyle(canvas).color;
  peaks.forEach((peak, at) => {
    const tall = Math.max(2, (peak / 255) * height);
    picture.globalAlpha = at / peaks.length < share ? 1 : 0.45;
    picture.fillRect(at * step, (height - tall) / 2, Math.max(1, step * 0.8), tall);
  });
}

function inWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
