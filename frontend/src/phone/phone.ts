// The agent's phone: the bar at the top, the desk in a frame below, so that no change of page ends a call.
//
// The server's reading decides what is drawn; this browser only carries the sound. After a reload the reading says that a
// call is going on: the page asks to be brought back into it, and the switch rings it once more, to be taken by itself.
import { Bar } from "./bar";
import { Book, type State } from "./book";
import { bindKeys } from "./keys";
import { Line } from "./line";
import { Ring } from "./ring";

const GRACE = 3000; // milliseconds that a call may stand in the reading without a line of ours
const POP_TRIES = 10;
const POP_PAUSE = 150; // milliseconds
const SLOW = 8; // seconds in which an order should be done
const SHOWN = 8000; // milliseconds for which it says that something did not work
const NO_CALL = "00000000-0000-0000-0000-000000000000"; // stands in addresses for that of a call
const MUTED = "phone-muted";
const GONE = "phone-left"; // the call that the agent hung up

const bar = document.getElementById("phone")!;
const work = document.getElementById("work") as HTMLIFrameElement;
const ringing = document.getElementById("ringing") as HTMLDialogElement;
const title = document.title;

const drawn = new Bar(bar);
const ring = new Ring();
let refusedAt = -Infinity; // when the server last refused something: its sentence stands for a while
const book = new Book(bar, changed, (kind, words) => {
  if (kind === "problem") refusedAt = performance.now();
  drawn.wrong(kind, words);
});
const line = new Line(bar.dataset, document.getElementById("voice") as HTMLAudioElement, {
  reachable(is) {
    drawn.wrong("connection", !is);
    if (is && book.state) comeBack(book.state);
  },
  rings(callId, byItself) {
    if (byItself) void bringUp(callId);
    else void offer(callId);
  },
  up(callId) {
    line.mute(localStorage.getItem(MUTED) === callId);
    void book.read();
  },
  over() {
    stopRinging();
    closeDialogs("#transfer, #keypad");
    localStorage.removeItem(MUTED);
    void book.read();
  },
  noMicrophone: (is) => drawn.wrong("microphone", is),
});

let withoutLine = -Infinity; // since when the reading has a call and we have none of it; at first: long since

function changed(state: State): void {
  if (state.session === null) {
    location.reload(); // signed out at the phone, or by the supervisor
    return;
  }
  if (String(state.session) !== bar.dataset.session) {
    line.stop();
    drawn.wrong("elsewhere", true);
    return;
  }
  drawn.draw(state, line.isMuted, line.isUp);
  const order = state.order;
  if (performance.now() - refusedAt > SHOWN) drawn.wrong("problem", order !== null && order.age < SHOWN / 1000 && order.problem);
  drawn.wrong("slow", order !== null && !order.done && order.age >= SLOW && order.age < 60);
  comeBack(state);
  // The page of the call was asked for before it was there.
  if (state.call?.has_page && path().includes("/desk/phone/call/")) open(address(bar.dataset.callUrl!, state.call.id));
}

// A call goes on, and we are not in it: our line broke, or the page was loaded anew.
function comeBack(state: State): void {
  const call = state.call;
  const isOurs = call && !call.ended && ["talking", "held"].includes(call.state) && call.id !== sessionStorage.getItem(GONE);
  if (!isOurs || line.isUp || line.isRinging) {
    withoutLine = performance.now();
    return;
  }
  if (!line.isReachable || performance.now() - withoutLine < GRACE) return;
  withoutLine = performance.now();
  void book.order("rejoin");
}

// ── Ringing ──────────────────────────────────────────────────────────────────────────────────────────────

async function offer(callId: string): Promise<void> {
  const pop = ringing.querySelector<HTMLElement>("[data-pop]")!;
  pop.dataset.waiting ??= pop.innerHTML;
  pop.innerHTML = pop.dataset.waiting;
  closeDialogs("dialog");
  ringing.showModal();
  ringing.querySelector<HTMLElement>("[data-do=answer]")!.focus();
  ring.start();
  document.title = `☎ ${title}`;
  void book.read();
  for (let tries = 0; tries < POP_TRIES && line.callId === callId; tries++) {
    // The row of the call may be a moment behind its ringing.
    const answer = await fetch(address(bar.dataset.popUrl!, callId), { redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      pop.innerHTML = await answer.text();
      return;
    }
    await new Promise((on) => setTimeout(on, POP_PAUSE));
  }
}

function stopRinging(): void {
  ring.stop();
  document.title = title;
  if (ringing.open) ringing.close();
}

function answer(): void {
  if (!line.isRinging) return;
  const callId = line.callId;
  stopRinging();
  line.answer();
  open(address(bar.dataset.callUrl!, callId));
}

// A line that we asked for: a call dialled, or one that we come back to. Its page may be open already.
async function bringUp(callId: string): Promise<void> {
  await book.read();
  if (book.state?.call?.id !== callId) return; // somebody else's call, listened to
  const at = path();
  if (!at.includes("/desk/call/")) open(address(bar.dataset.callUrl!, callId));
}

function address(pattern: string, callId: string): string {
  return pattern.replace(NO_CALL, encodeURIComponent(callId));
}

function closeDialogs(which: string): void {
  for (const one of document.querySelectorAll<HTMLDialogElement>(which)) if (one.open) one.close();
}

// ── The frame ────────────────────────────────────────────────────────────────────────────────────────────

function open(url: string): void {
  work.contentWindow?.location.assign(url);
  work.focus();
}

function path(): string {
  try {
    return work.contentWindow?.location.pathname ?? "";
  } catch {
    return ""; // a page that may not stand in a frame: signed out
  }
}

function bindFrame(): void {
  const page = path() ? work.contentDocument : null;
  if (!page?.body) return;
  bindKeys(page, document);
  const isOurs = document.activeElement === work || document.activeElement === document.body;
  if (isOurs && !ringing.open) page.querySelector<HTMLElement>("[autofocus]")?.focus();
  void book.read(); // a wrap-up given changes what follows
}

// ── Buttons ──────────────────────────────────────────────────────────────────────────────────────────────

const DEEDS: Record<string, () => void> = {
  answer,
  hold: () => void book.order(book.state?.call?.held ? "take_back" : "hold"),
  pause: () => void book.order(book.state?.paused ? "resume_recording" : "pause_recording"),
  join: () => void book.order("transfer"),
  all: () => void book.order("conference"),
  back: () => void book.order("take_back"),
  mute() {
    const is = !line.isMuted;
    line.mute(is);
    if (is) localStorage.setItem(MUTED, line.callId);
    else localStorage.removeItem(MUTED);
    drawn.press("mute", line.isMuted);
    drawn.tell(bar.querySelector("[data-do=mute]")!.textContent + (is ? " ✓" : " ✗"));
  },
  async hang_up() {
    const call = book.state?.call;
    if (call) {
      sessionStorage.setItem(GONE, call.id);
      await book.order("hang_up");
    }
    line.hangUp();
  },
};

function pressed(event: Event): void {
  const button = (event.target as Element).closest<HTMLElement>("button");
  if (!button) return;
  const { do: deed, want, reason, opens, closes, order, to, toOther, tone } = button.dataset;
  if (deed) DEEDS[deed]!();
  else if (want) void wantAndClose(want, reason);
  else if (opens) void openDialog(opens);
  else if (closes !== undefined) button.closest("dialog")!.close();
  else if (tone) press(tone);
  else if (order) void putThrough(order, toOther === undefined ? to! : `number:${other()}`);
}

async function wantAndClose(state: string, reason = ""): Promise<void> {
  (document.getElementById("reasons") as HTMLDialogElement).close();
  await book.want(state, reason);
}

async function openDialog(name: string): Promise<void> {
  const dialog = document.getElementById(name) as HTMLDialogElement;
  if (dialog.open) return;
  dialog.showModal();
  if (name !== "transfer") return;
  const list = dialog.querySelector("[data-targets]")!;
  const answer = await fetch(bar.dataset.targetsUrl!, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  list.innerHTML = await answer.text();
  list.querySelector<HTMLElement>("button, input")?.focus();
}

async function putThrough(kind: string, to: string): Promise<void> {
  (document.getElementById("transfer") as HTMLDialogElement).close();
  await book.order(kind, to);
}

function other(): string {
  return document.querySelector<HTMLInputElement>("[data-other]")!.value.replace(/[^\d+]/g, "");
}

function press(tone: string): void {
  document.querySelector("[data-typed]")!.textContent += tone;
  line.tone(tone);
}

// ── Beginning ────────────────────────────────────────────────────────────────────────────────────────────

function begin(): void {
  drawn.wrong("elsewhere", false);
  book.start(() => line.isReachable);
  line.start();
}

document.addEventListener("click", pressed);
ringing.addEventListener("cancel", (event) => event.preventDefault()); // Escape does not make it go away
document.getElementById("keypad")!.addEventListener("close", () => {
  document.querySelector("[data-typed]")!.textContent = "";
});
bindKeys(document);
work.addEventListener("load", bindFrame);
bindFrame();
if (navigator.locks) {
  // Two windows with one name at the switch would take the calls from each other.
  const waits = window.setTimeout(() => drawn.wrong("elsewhere", true), 1000);
  void navigator.locks.request("sunwai-phone", () => {
    clearTimeout(waits);
    begin();
    return new Promise<void>(() => undefined); // until this window closes
  });
} else begin();
