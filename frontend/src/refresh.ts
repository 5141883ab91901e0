// What is inside `data-refresh` is fetched anew every so many seconds, as long as somebody looks at it and nobody is in
// the middle of it with the keyboard. Without this script a link on the page does the same.
export function bindRefresh(root: ParentNode = document): void {
  for (const part of root.querySelectorAll<HTMLElement>("[data-refresh][id]")) {
    window.setInterval(() => {
      if (document.visibilityState === "visible" && !part.contains(document.activeElement)) void refresh(part);
    }, Number(part.dataset.refresh) * 1000);
  }
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
