// Works while there is no network: the look of the pages and one page that says what to do.
//
// The server puts `shell` in front of this file: a version made of the files' contents, the files, the offline pages.
// Only static files and the offline pages are ever kept; no page with somebody's complaint, nothing that was sent.
//
// And it shows notices: what the helpline sends through the browser's push service, sealed for this browser. It says
// back that a notice was shown, else the same is told by SMS.
export {};

interface Shell {
  version: string;
  files: string[];
  staticRoot: string;
  offline: { hi: string; en: string };
  icon: string;
  receipts: { shown: string; opened: string };
}
// What `messages.outgoing` seals.
interface Notice {
  title: string;
  body: string;
  lang: string;
  url: string;
  tag: string;
  token: string;
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Lasting {
  readonly data: { json(): Notice } | null;
}
interface Tapped extends Lasting {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  focus(): Promise<Page>;
  navigate(url: string): Promise<Page | null>;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly shell: Shell;
  readonly location: Location;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", react: (event: Lasting) => void): void;
  addEventListener(type: "fetch", react: (event: Asked) => void): void;
  addEventListener(type: "push", react: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", react: (event: Tapped) => void): void;
}

const worker = self as unknown as Worker;
const { shell } = worker;
const name = `sunwai-${shell.version}`;

worker.addEventListener("install", (event) => event.waitUntil(install().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(removeOld().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offlinePage(url)));
  else if (url.pathname.startsWith(shell.staticRoot)) event.respondWith(staticFile(request));
});
worker.addEventListener("push", (event) => event.waitUntil(showNotice(event)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(openNotice(event.notification)));

// As nobody: the pages that are kept must not know who was signed in.
async function install(): Promise<void> {
  const cache = await caches.open(name);
  const files = [...shell.files, shell.offline.hi, shell.offline.en];
  await cache.addAll(files.map((file) => new Request(file, { credentials: "omit", cache: "reload" })));
}

async function removeOld(): Promise<void> {
  const old = (await caches.keys()).filter((key) => key.startsWith("sunwai-") && key !== name);
  await Promise.all(old.map((key) => caches.delete(key)));
}

async function offlinePage(url: URL): Promise<Response> {
  const page = url.pathname.startsWith("/en/") ? shell.offline.en : shell.offline.hi;
  return (await caches.match(page)) ?? Response.error();
}

async function staticFile(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}

// A browser that wakes us wants to see a notice, whatever has come.
async function showNotice({ data }: Pushed): Promise<void> {
  let notice: Notice | null = null;
  try {
    notice = data?.json() ?? null;
  } catch {
    // Not ours: the words below will do.
  }
  const { title, body, lang, tag } = notice ?? { title: "181", body: "", lang: "hi", tag: "181" };
  await worker.registration.showNotification(title, { body, lang, tag, icon: shell.icon, badge: shell.icon, data: notice });
  if (notice) await say("shown", notice);
}

// To the page it is about, in the window that is open if there is one. Only ever to a page of ours.
async function openNotice(notification: Notification): Promise<void> {
  notification.close();
  const notice = notification.data as Notice | null;
  const page = new URL(notice?.url || "/", worker.location.origin);
  const url = page.origin === worker.location.origin ? page.href : worker.location.origin;
  const [open] = await worker.clients.matchAll({ type: "window", includeUncontrolled: false });
  const shown = open ? open.focus().then((window) => window.navigate(url)) : worker.clients.openWindow(url);
  await Promise.all([shown, notice && say("opened", notice)]);
}

async function say(what: "shown" | "opened", { token }: Notice): Promise<void> {
  const told = fetch(shell.receipts[what], { method: "POST", body: JSON.stringify({ token }), credentials: "omit", keepalive: true });
  await told.catch(() => undefined); // without it the SMS goes out, too
}
