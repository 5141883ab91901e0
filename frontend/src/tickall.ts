/** One box that ticks all the others of its form (`data-tick-all`); without this script each is ticked alone. */
export function bindTickAll(root: ParentNode = document): void {
  for (const label of root.querySelectorAll<HTMLElement>("[data-tick-all]")) {
    const all = label.querySelector<HTMLInputElement>("input");
    const form = label.closest("form");
    if (!all || !form) continue;
    label.hidden = false;
    all.addEventListener("change", () => {
      for (const box of form.querySelectorAll<HTMLInputElement>("input[type=checkbox][name]")) box.checked = all.checked;
    });
  }
}
