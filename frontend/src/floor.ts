// The floor live. `<div data-live="address of the stream">` holds parts (`data-part`) whose rows have ids; the stream
// names rows that changed and the order of each part. As long as it is open, the part need not refresh itself.
// `<time data-since>` counts on; with `data-late="seconds"` it says when that is too long.
import { bindPlayers } from "./player";

type Change = { now: string; rows: Record<string, string>; order: Record<string, string[]> };

let ahead = 0; // milliseconds by which the server's clock is ahead of ours

bindPlayers();

const floor = document.querySelector<HTMLElement>("[data-live]");
if (floor) {
  setClock(floor.dataset.now);
  tick();
  window.setInterval(tick, 1000);
  listen(floor);
}

function listen(floor: HTMLElement): void {
  const source = new EventSource(floor.dataset.live ?? "", { withCredentials: true });
  const show = (isOn: boolean) => {
    floor.toggleAttribute("data-refresh-off", isOn);
    for (const sign of document.querySelectorAll<HTMLElement>("[data-live-state]")) {
      sign.textContent = (isOn ? sign.dataset.on : sign.dataset.off) ?? "";
      sign.classList.toggle("sw-live-on", isOn);
    }
  };
  source.addEventListener("open", () => show(true));
  source.addEventListener("error", () => show(false)); // the browser tries again by itself, unless it was refused
  source.addEventListener("over", () => {
    source.close();
    show(false);
    location.reload(); // says why, and asks to sign in
  });
  source.addEventListener("floor", (event) => {
    if (document.querySelector(`[data-refresh-pause="${floor.id}"][data-paused]`)) return;
    apply(floor, JSON.parse((event as MessageEvent<string>).data) as Change);
  });
}

function apply(floor: HTMLElement, change: Change): void {
  setClock(change.now);
  const had = document.activeElement as HTMLButtonElement | null;
  const focus = had && floor.contains(had) ? { row: had.closest("[id]")?.id, name: had.name } : null;
  for (const [id, html] of Object.entries(change.rows)) {
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    const row = made.content.firstElementChild;
    if (row) place(floor, id, row);
  }
  for (const [part, ids] of Object.entries(change.order)) arrange(floor, part, ids);
  tick();
  if (focus && !floor.contains(document.activeElement)) {
    const row = document.getElementById(focus.row ?? "");
    (row?.querySelector<HTMLElement>(focus.name ? `[name="${focus.name}"]` : "a, button") ?? row?.querySelector<HTMLElement>("a, button"))?.focus();
  }
}

// A new row waits outside until its part's order says where it stands.
const waiting = new Map<string, Element>();

function place(floor: HTMLElement, id: string, row: Element): void {
  const old = document.getElementById(id);
  if (old && floor.contains(old)) old.replaceWith(row);
  else waiting.set(id, row);
}

function arrange(floor: HTMLElement, part: string, ids: string[]): void {
  const holder = floor.querySelector(`[data-part="${part}"]`);
  if (!holder) return;
  ids.forEach((id, at) => {
    const row = waiting.get(id) ?? document.getElementById(id);
    waiting.delete(id);
    if (row && holder.children[at] !== row) holder.insertBefore(row, holder.children[at] ?? null);
  });
  while (holder.children.length > ids.length) holder.lastElementChild?.remove();
}

function setClock(now: string | undefined): void {
  if (now) ahead = Date.parse(now) - Date.now();
}

function tick(): void {
  const now = Date.now() + ahead;
  for (const time of document.querySelectorAll<HTMLElement>("time[data-since]")) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(time.dataset.since ?? "")) / 1000));
    const text = inWords(seconds);
    if (time.textContent !== text) time.textContent = text;
    time.classList.toggle("sw-late", !!time.dataset.late && seconds > Number(time.dataset.late));
  }
  for (const clock of document.querySelectorAll<HTMLElement>("time[data-clock]")) {
    clock.textContent = new Date(now).toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", timeZone: "Asia/Kolkata",
    });
  }
}

function inWords(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes < 60 ? `${minutes}:${two(rest)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(rest)}`;
}
