// The administrator's screens: `[data-preview]` shows, while a text is typed, how it will arrive.
const PAUSE = 400; // milliseconds without a key

const preview = document.querySelector<HTMLElement>("[data-preview]");
const form = document.querySelector<HTMLTextAreaElement>("[data-preview-of]")?.form;
if (preview && form) bindPreview(preview, form);

function bindPreview(preview: HTMLElement, form: HTMLFormElement): void {
  let timer = 0;
  let latest = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++latest;
      const shown = await fetchPreview(preview, form);
      if (shown && mine === latest) preview.replaceChildren(...shown);
    }, PAUSE);
  });
}

async function fetchPreview(preview: HTMLElement, form: HTMLFormElement): Promise<Node[] | null> {
  const address = new URL(preview.dataset.preview ?? "", location.href);
  const typed = new FormData(form);
  for (const name of ["event", "channel", "language", "text", "registered_text"]) {
    address.searchParams.set(name, String(typed.get(name) ?? ""));
  }
  try {
    const answer = await fetch(address, { redirect: "error" });
    if (!answer.ok) return null;
    return [...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes];
  } catch {
    return null; // no connection: saving still checks
  }
}
