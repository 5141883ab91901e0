// The keys of the phone, wherever the focus is: on the bar or in the desk's frame below it, which has its own keys with
// Alt, Ctrl and Enter. A key presses the button that names it, when that button is there to be pressed.
export function bindKeys(page: Document, root: Document = document): void {
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const button = event.key.startsWith("F") && event.key.length > 1 ? byKey(root, event.key) : inDialog(root, event);
      if (!button) return;
      event.preventDefault();
      event.stopPropagation();
      button.click();
    },
    true,
  );
}

function byKey(root: Document, key: string): HTMLButtonElement | null {
  const buttons = [...root.querySelectorAll<HTMLButtonElement>(`[aria-keyshortcuts="${key}"]`)];
  return buttons.find((one) => !one.disabled && one.offsetParent !== null) ?? null;
}

// In an open dialog a digit presses the choice of that number, or the key of the keypad.
function inDialog(root: Document, event: KeyboardEvent): HTMLButtonElement | null {
  const open = root.querySelector("dialog[open]");
  if (!open || event.target instanceof HTMLInputElement || !/^[0-9*#]$/.test(event.key)) return null;
  return open.querySelector<HTMLButtonElement>(`[data-key="${event.key}"], [data-tone="${event.key}"]`);
}
