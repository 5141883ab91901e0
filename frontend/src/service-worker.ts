// Works while there is no network: the look of the pages and one page that says what to do.
//
// The server puts `shell` in front of this file: a version made of the files' contents, the files, the offline pages.
// Only static files and the offline pages are ever kept; no page with somebody's complaint, nothing that was sent.
export {};

interface Shell {
  version: string;
  files: string[];
  staticRoot: string;
  offline: { hi: string; en: string };
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly shell: Shell;
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", react: (event: Lasting) => void): void;
  addEventListener(type: "fetch", react: (event: Asked) => void): void;
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
