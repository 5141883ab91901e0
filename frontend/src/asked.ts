/**
 * Questions that an earlier answer makes idle are put away (`data-asked-if` names the earlier field, `data-is`,
 * `data-min`, `data-max` the answers with which one is asked). Without this script all are there, and the server passes
 * over the idle ones.
 */
export function bindAsked(root: ParentNode = document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form:has([data-asked-if])")) {
    const questions = [...form.querySelectorAll<HTMLElement>("[data-asked-if]")];
    const show = (): void => {
      for (const question of questions) question.hidden = isIdle(form, question);
    };
    form.addEventListener("change", show);
    show();
  }
}

/** Whether the field that `question` depends on is put away itself, or answered otherwise; unanswered it is not. */
function isIdle(form: HTMLFormElement, question: HTMLElement): boolean {
  const field = form.elements.namedItem(question.dataset.askedIf ?? "");
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return false;
  if (field.closest("[data-asked-if]")?.matches("[hidden]")) return true;
  if (field.value === "") return false;
  const { is, min, max } = question.dataset;
  if (is) return !is.split(" ").includes(field.value);
  const number = Number(field.value.replace(/,/g, ""));
  return number < Number(min ?? -Infinity) || number > Number(max ?? Infinity);
}
