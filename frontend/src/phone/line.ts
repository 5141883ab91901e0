// This browser as a telephone: registered at the switch by SIP over a websocket (RFC 7118), sound by WebRTC.
//
// Nothing is hung up when the page goes: the switch keeps the caller, and the page that comes back takes the call again.
import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest } from "jssip/lib/SIPMessage";

const ICE_PATIENCE = 500; // milliseconds after the last candidate
const AGAIN = 2000; // milliseconds after which a refused registration is tried once more
const SECONDS = 60; // a registration lasts so long

export interface Heard {
  reachable(is: boolean): void;
  rings(callId: string, byItself: boolean): void;
  up(callId: string): void;
  over(): void;
  noMicrophone(is: boolean): void;
}

export class Line {
  isReachable = false;
  callId = "";
  private session: RTCSession | null = null;
  private readonly ua: UA;
  private readonly ice: RTCIceServer[];

  constructor(
    about: DOMStringMap,
    private readonly voice: HTMLAudioElement,
    private readonly heard: Heard,
  ) {
    this.ice = (JSON.parse(about.ice || "[]") as string[]).map((urls) => ({ urls }));
    this.ua = new UA({
      sockets: [new WebSocketInterface(about.wss!)],
      uri: `sip:${about.extension}@${about.domain}`,
      password: about.secret,
      register: true,
      register_expires: SECONDS,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 5,
    });
    this.ua.on("registered", () => this.reach(true));
    this.ua.on("unregistered", () => this.reach(false));
    this.ua.on("disconnected", () => this.reach(false));
    this.ua.on("registrationFailed", () => {
      this.reach(false);
      // Signing in may be quicker than the switch.
      window.setTimeout(() => this.ua.isConnected() && !this.ua.isRegistered() && this.ua.register(), AGAIN);
    });
    this.ua.on("newRTCSession", (event: unknown) => {
      const { session, request } = event as { session: RTCSession; request: IncomingRequest };
      if (session.direction === "incoming") this.arrives(session, request);
    });
  }

  start(): void {
    this.ua.start();
    navigator.mediaDevices
      ?.getUserMedia({ audio: true })
      .then((stream) => {
        for (const track of stream.getTracks()) track.stop();
        this.heard.noMicrophone(false);
      })
      .catch(() => this.heard.noMicrophone(true));
    if (!navigator.mediaDevices) this.heard.noMicrophone(true);
  }

  stop(): void {
    this.ua.stop();
  }

  get isUp(): boolean {
    return this.session?.isEstablished() ?? false;
  }

  get isRinging(): boolean {
    return this.session?.isInProgress() ?? false;
  }

  get isMuted(): boolean {
    return this.session?.isMuted().audio ?? false;
  }

  answer(): void {
    if (!this.isRinging) return;
    this.session!.answer({
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: this.ice },
    });
  }

  hangUp(): void {
    if (this.session && !this.session.isEnded()) this.session.terminate();
  }

  mute(is: boolean): void {
    if (is) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  tone(key: string): void {
    if (!this.isUp) return;
    try {
      this.session!.sendDTMF(key, { transportType: "RFC2833" as never }); // RFC 4733, in the sound
    } catch {
      // Without sound there is nothing to put a tone into.
    }
  }

  private reach(is: boolean): void {
    this.isReachable = is;
    this.heard.reachable(is);
  }

  private arrives(session: RTCSession, request: IncomingRequest): void {
    const callId = request.getHeader("X-Call-Id") ?? "";
    const byItself = request.getHeader("X-Auto-Answer") === "yes";
    if (this.session && !this.session.isEnded()) {
      if (!byItself) {
        session.terminate({ status_code: 486 });
        return;
      }
      const old = this.session; // the switch gives us our call back: what we held of it is dead
      this.session = null;
      old.terminate();
    }
    this.session = session;
    this.callId = callId;
    this.follow(session, callId);
    this.heard.rings(callId, byItself);
    if (byItself) this.answer();
  }

  private follow(session: RTCSession, callId: string): void {
    session.on("peerconnection", ({ peerconnection }) => {
      peerconnection.addEventListener("track", (event) => {
        this.voice.srcObject = event.streams[0] ?? new MediaStream([event.track]);
        this.voice.play().catch(() => undefined); // the next click lets it sound
      });
    });
    let patience = 0;
    session.on("icecandidate", (event) => {
      clearTimeout(patience);
      patience = window.setTimeout(() => event.ready(), ICE_PATIENCE);
    });
    session.on("getusermediafailed", () => this.heard.noMicrophone(true));
    session.on("confirmed", () => session === this.session && this.heard.up(callId));
    for (const end of ["ended", "failed"] as const) session.on(end, () => this.gone(session));
  }

  private gone(session: RTCSession): void {
    if (session !== this.session) return; // another has taken its place
    this.session = null;
    this.callId = "";
    this.voice.srcObject = null;
    this.heard.over();
  }
}
