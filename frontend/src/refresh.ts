// What is inside `data-refresh` is fetched anew every so many seconds, as long as somebody looks at it and nobody is in
// the middle of it with the keyboard. `<button data-refresh-pause="its id">` stops that, and is remembered (WCAG 2.2.2).
// With `data-refresh-off` something better keeps it fresh (see floor.ts). Without this script a link on the page fetches anew.
export function bindRefresh(root: ParentNode = document): void {
  for (const part of root.querySelectorAll<HTMLElement>("[data-refresh][id]")) {
    const isPaused = bindPause(part, root);
    window.setInterval(() => {
      if (isPaused() || part.hasAttribute("data-refresh-off")) return;
      if (document.visibilityState !== "visible" || part.contains(document.activeElement)) return;
      void refresh(part);
    }, Number(part.dataset.refresh) * 1000);
  }
}

function bindPause(part: HTMLElement, root: ParentNode): () => boolean {
  const button = root.querySelector<HTMLButtonElement>(`[data-refresh-pause="${part.id}"]`);
  const key = `refresh-paused:${part.id}`;
  const isPaused = () => localStorage.getItem(key) === "yes";
  if (!button) return () => false;
  const show = () => {
    button.textContent = (isPaused() ? button.dataset.goOn : button.dataset.pause) ?? "";
    button.toggleAttribute("data-paused", isPaused());
  };
  button.addEventListener("click", () => {
    if (isPaused()) localStorage.removeItem(key);
    else localStorage.setItem(key, "yes");
    show();
  });
  show();
  button.hidden = false;
  return isPaused;
}

async function refresh(part: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = page.getElementById(part.id);
    if (newer) part.replaceChildren(...newer.childNodes);
  } catch {
    // The next turn tries again; the time on the page says how old the figures are.
  }
}
