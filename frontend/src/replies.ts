// Ready replies: a press puts one into the form's text field, where it can be changed.
export function bindReplies(root: ParentNode = document): void {
  for (const list of root.querySelectorAll<HTMLElement>("[data-replies]")) {
    const field = list.closest("form")?.querySelector("textarea");
    if (!field) continue;
    list.hidden = false;
    list.addEventListener("click", (event) => {
      const button = (event.target as Element).closest("button");
      if (!button) return;
      field.value = [field.value.trim(), button.textContent?.trim()].filter(Boolean).join(" ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
}
