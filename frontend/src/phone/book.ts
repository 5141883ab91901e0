// What the server knows of this agent and the call in hand, and what the agent asks of it.
import type { components } from "../pages";

const EVERY = 2000; // milliseconds between two readings where nothing tells of changes
const EVERY_WHEN_TOLD = 10_000;
const BEAT = 15_000;

type Said = components["schemas"];
export type Call = Said["PhoneCall"];
export type State = Said["PhoneState"];

export type Trouble = "server" | "signed-out" | "problem";

export class Book {
  state: State | null = null;
  private timer = 0;
  private every = EVERY;

  constructor(
    private readonly bar: HTMLElement,
    private readonly changed: (state: State) => void,
    private readonly trouble: (kind: Trouble, words: string | boolean) => void,
  ) {}

  start(isReachable: () => boolean): void {
    this.listen();
    void this.read();
    window.setInterval(() => {
      if (isReachable()) void this.send("alive", {});
    }, BEAT);
  }

  async read(): Promise<void> {
    clearTimeout(this.timer);
    await this.ask(this.bar.dataset.stateUrl!);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.read(), this.every);
  }

  want(state: string, reason = ""): Promise<boolean> {
    return this.send("want", { state, reason });
  }

  order(kind: string, to = ""): Promise<boolean> {
    return this.send("order", { kind, to });
  }

  private async send(what: "alive" | "want" | "order", data: Record<string, string>): Promise<boolean> {
    const token = this.bar.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;
    const body = new URLSearchParams({ ...data, csrfmiddlewaretoken: token });
    // Who is not ready is away: a page that only shows that it is there keeps nobody signed in.
    const byItself = what === "alive" && this.state?.state === "not_ready";
    const headers: HeadersInit = byItself ? { "X-By-Itself": "yes" } : {};
    const done = await this.ask(this.bar.dataset[`${what}Url`]!, { method: "POST", body, headers });
    if (what !== "alive") window.setTimeout(() => void this.read(), 300);
    return done;
  }

  private async ask(url: string, how: RequestInit = {}): Promise<boolean> {
    try {
      const answer = await fetch(url, { ...how, redirect: "manual" });
      this.trouble("signed-out", answer.type === "opaqueredirect");
      if (answer.type === "opaqueredirect") return false;
      this.trouble("server", answer.status >= 500);
      if (answer.status === 204) return true;
      const said = (await answer.json()) as State & Partial<Said["Refused"]>;
      if (!answer.ok) {
        this.trouble("problem", said.problem ?? false);
        return false;
      }
      this.state = said;
      this.changed(said);
      return true;
    } catch {
      this.trouble("server", true);
      return false;
    }
  }

  // The live process says that something changed; what it is, the reading says.
  private listen(): void {
    if (!this.bar.dataset.live) return;
    const source = new EventSource(this.bar.dataset.live, { withCredentials: true });
    source.addEventListener("phone", () => void this.read());
    source.addEventListener("open", () => (this.every = EVERY_WHEN_TOLD));
    source.addEventListener("error", () => (this.every = EVERY));
    source.addEventListener("over", () => {
      source.close();
      this.every = EVERY;
    });
  }
}
