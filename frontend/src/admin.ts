// The administrator's screens, in what Django's own scripts lack.
//
// `[data-preview]` shows, while a text is typed, how it will arrive. Boxes in which one types to choose are named by
// their label; the shortcut "today" by the word on it.
const PAUSE = 400; // milliseconds without a key

window.addEventListener("load", () => window.setTimeout(nameWhatScriptsMade));
document.addEventListener("formset:added", () => window.setTimeout(nameWhatScriptsMade));

function nameWhatScriptsMade(): void {
  for (const select of document.querySelectorAll<HTMLSelectElement>("select.admin-autocomplete")) {
    const name = select.ariaLabel ?? select.labels[0]?.textContent?.replace(/:\s*$/, "");
    const boxes = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    for (const box of name ? boxes : []) box.setAttribute("aria-label", name ?? "");
  }
  for (const link of document.querySelectorAll(".datetimeshortcuts a[aria-label]")) link.removeAttribute("aria-label");
}

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
