// Draws the bar from the reading; tells by voice what changed; counts the clocks.
import type { State } from "./book";

export class Bar {
  private since: Record<string, number> = {}; // clock → performance.now() at its zero
  private until: number | null = null;
  private said = "";

  constructor(private readonly bar: HTMLElement) {
    window.setInterval(() => this.tick(), 500);
  }

  draw(state: State, isMuted: boolean, isUp: boolean): void {
    const call = state.call && !state.call.ended ? state.call : null;
    const inCall = isUp || (call !== null && ["talking", "held"].includes(call.state));
    this.bar.dataset.state = state.state;
    this.bar.dataset.held = String(call?.held ?? false);
    this.show("label", state.label);
    this.show("next", state.next);
    this.show("say", state.say);
    this.show("call", call && inCall ? call.label : "");
    this.show("number", call?.number ?? "");
    this.show("about", [call?.queue, call?.kind].filter(Boolean).join(" · "));
    for (const part of document.querySelectorAll<HTMLElement>("[data-in-call]")) part.hidden = !inCall;
    for (const part of this.bar.querySelectorAll<HTMLElement>("[data-consulting]")) part.hidden = !(inCall && state.consulting);
    this.press("hold", call?.held ?? false);
    this.press("pause", state.paused);
    this.press("mute", isMuted);
    const isReady = (state.wanted || state.state) !== "not_ready" && state.state !== "off";
    this.bar.querySelector<HTMLElement>("[data-want=ready]")!.hidden = isReady;
    this.bar.querySelector<HTMLElement>("[data-opens=reasons]")!.hidden = !isReady;
    this.since.state = performance.now() - state.seconds * 1000;
    this.since.call = performance.now() - (call?.seconds ?? 0) * 1000;
    this.until = state.wrap_up === null ? null : performance.now() + state.wrap_up * 1000;
    this.tick();
    this.tell([state.label, call && inCall ? call.label : "", state.next].filter(Boolean).join(". "));
  }

  press(name: string, is: boolean): void {
    this.bar.querySelector(`[data-do=${name}]`)?.setAttribute("aria-pressed", String(is));
  }

  wrong(kind: string, words: string | boolean): void {
    const part = this.bar.querySelector<HTMLElement>(`[data-wrong="${kind}"]`)!;
    part.hidden = !words;
    if (typeof words === "string") part.textContent = words;
  }

  tell(words: string): void {
    if (words === this.said) return;
    this.said = words;
    this.bar.querySelector("[data-told]")!.textContent = words;
  }

  private show(name: string, words: string): void {
    const part = this.bar.querySelector(`[data-show=${name}]`)!;
    if (part.textContent !== words) part.textContent = words;
  }

  private tick(): void {
    for (const clock of this.bar.querySelectorAll<HTMLElement>("[data-clock]")) {
      const zero = this.since[clock.dataset.clock!];
      const isCountdown = clock.dataset.clock === "state" && this.until !== null;
      const left = isCountdown ? this.until! - performance.now() : performance.now() - (zero ?? performance.now());
      clock.textContent = asClock(Math.max(0, left));
      clock.classList.toggle("sw-phone__clock--short", isCountdown && left < 10_000);
    }
  }
}

function asClock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
