// `<ol data-script>`: what to say at each step. The line follows the focus: the one whose `data-say-for` names the field
// is marked. Without this script the page marks the step it was opened at.
export function bindScript(root: ParentNode = document): void {
  const script = root.querySelector<HTMLElement>("[data-script]");
  if (!script) return;
  const lines = [...script.querySelectorAll<HTMLElement>("[data-say-for]")];
  document.addEventListener("focusin", (event) => {
    const field = fieldOf(event.target as HTMLElement);
    const line = lines.find((one) => one.dataset.sayFor?.split(" ").includes(field));
    if (!line) return;
    for (const one of lines) one.removeAttribute("aria-current");
    line.setAttribute("aria-current", "step");
  });
}

// A list of offers belongs to the step of what it offers: `pick_category` to `category`.
function fieldOf(element: HTMLElement): string {
  const name = element.getAttribute("name") ?? "";
  return name === "pick_place" ? "place_text" : name.replace("pick_", "");
}
