/** The quick way out (`data-leave`): the page is blank at once, and the other one takes its place in the history, so
 * that Back does not lead here again. Three times Esc does the same. Without this script it is a plain link. */
export function bindLeave(root: ParentNode = document): void {
  const way = root.querySelector<HTMLAnchorElement>("a[data-leave]");
  if (!way) return;
  const leave = (): void => {
    document.title = "";
    document.body.hidden = true;
    for (const form of document.forms) form.reset();
    window.location.replace(way.href);
  };
  way.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  const key = root.querySelector<HTMLElement>("[data-leave-key]");
  if (key) key.hidden = false;
  let pressed: number[] = [];
  document.addEventListener("keydown", ({ key, timeStamp }) => {
    if (key !== "Escape") return;
    pressed = [...pressed.filter((before) => timeStamp - before < 3000), timeStamp];
    if (pressed.length >= 3) leave();
  });
  // Brought back by the browser from its memory: as if never left, so leave again.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) window.location.replace(way.href);
  });
}
