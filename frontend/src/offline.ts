// Where the browser can, pages say what to do when the network is gone.
export function bindOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/service-worker.js").catch(() => undefined); // without it all pages still work
}
