// Ready replies: a press puts the one that is chosen into the form's text, where it can be changed, without asking the
// server for the page again.
export function bindReplies(root: ParentNode = document): void {
  for (const picker of root.querySelectorAll<HTMLElement>("[data-replies]")) {
    const choice = picker.querySelector("select");
    const field = picker.closest("form")?.querySelector("textarea");
    if (!choice || !field) continue;
    picker.querySelector("button")?.addEventListener("click", (event) => {
      event.preventDefault();
      const text = choice.value ? choice.selectedOptions[0]?.textContent?.trim() : "";
      if (!text) return choice.focus();
      field.value = [field.value.trim(), text].filter(Boolean).join(" ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      choice.value = "";
      field.focus();
    });
  }
}
