// A form with `data-draft` is saved on the server while it is typed, so that a reload or a broken connection costs
// nothing. Ctrl+Enter presses the button whose value stands in `data-submit-key`.
const PAUSE = 1000; // milliseconds without a key

export function bindDrafts(root: ParentNode = document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => save(form), PAUSE);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
  }
  const keyed = root.querySelector<HTMLFormElement>("form[data-submit-key]");
  if (!keyed) return;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return;
    const within = (event.target as Element).closest("form");
    if (within && within !== keyed) return;
    event.preventDefault();
    keyed.querySelector<HTMLButtonElement>(`button[value="${keyed.dataset.submitKey}"]`)?.click();
  });
}

async function save(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  data.set("do", "keep");
  try {
    await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  } catch {
    // The next pause tries again.
  }
}
