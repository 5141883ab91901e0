// `<form data-push>`: notices on this device. The form is shown where the browser can; its button asks for leave, gets
// an address at the browser's push service and sends it like any other form. Rows with `data-endpoint` are devices that
// are known already: the one we run on says so.
export function bindDevices(root: ParentNode = document): void {
  const form = root.querySelector<HTMLFormElement>("form[data-push]");
  if (!form) return;
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    show(root, "[data-push-cannot]");
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    allow(form).catch(() => show(root, "[data-push-failed]"));
  });
  void markThisOne(root, form);
}

async function allow(form: HTMLFormElement): Promise<void> {
  const root = form.ownerDocument;
  if ((await Notification.requestPermission()) !== "granted") return show(root, "[data-push-refused]");
  const { pushManager } = await navigator.serviceWorker.ready;
  const applicationServerKey = bytes(form.dataset.push ?? "");
  const { endpoint, keys } = (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })).toJSON();
  fill(form, { endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" });
  form.submit();
}

async function markThisOne(root: ParentNode, form: HTMLFormElement): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  for (const row of root.querySelectorAll<HTMLElement>("[data-endpoint]")) {
    if (!subscription || row.dataset.endpoint !== subscription.endpoint) continue;
    form.hidden = true;
    for (const part of row.querySelectorAll<HTMLElement>("[data-this-one]")) part.hidden = false;
    row.addEventListener("submit", () => void subscription.unsubscribe());
  }
}

function fill(form: HTMLFormElement, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    (form.elements.namedItem(name) as HTMLInputElement).value = value;
  }
}

function show(root: ParentNode, selector: string): void {
  for (const part of root.querySelectorAll<HTMLElement>(selector)) part.hidden = false;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
