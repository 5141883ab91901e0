// The first minute: as soon as the answers mean extreme danger, 112 stands first and has the keyboard. The rule is the
// instrument's (womenline/instrument.py): an answer that alone is extreme, or a sum of weights. Without this script the page
// says so after "show the danger".
//
// The supervisor's list of who is in danger: the stream says only that the list is another one; the page fetches it.

const AT_REST = 400; // milliseconds: arrow keys pass over answers on their way

export function bindDanger(root: ParentNode = document): void {
  const form = root.querySelector<HTMLElement>("[data-danger]");
  const sign = root.querySelector<HTMLElement>("#danger-now");
  if (form && sign) watch(form, sign);
  const list = root.querySelector<HTMLElement>("[data-danger-live]");
  if (list) listen(list);
}

function watch(form: HTMLElement, sign: HTMLElement): void {
  const questions = [...form.querySelectorAll<HTMLElement>("[data-weight]")];
  let wait = 0;
  form.addEventListener("change", () => {
    const counted = questions.filter(
      (one) => one.querySelector<HTMLInputElement>("input:checked")?.value === one.dataset.when,
    );
    const sum = counted.reduce((all, one) => all + Number(one.dataset.weight), 0);
    const isExtreme = sum >= Number(form.dataset.danger) || counted.some((one) => one.dataset.alone === "extreme");
    const isNew = isExtreme && sign.hidden;
    if (!isExtreme || isNew) window.clearTimeout(wait);
    sign.hidden = !isExtreme;
    if (isNew) wait = window.setTimeout(() => sign.querySelector<HTMLElement>("button, a")?.focus(), AT_REST);
  });
}

function listen(list: HTMLElement): void {
  const source = new EventSource(list.dataset.dangerLive ?? "", { withCredentials: true });
  const show = (isOn: boolean) => {
    for (const state of document.querySelectorAll<HTMLElement>("[data-live-state]"))
      state.textContent = (isOn ? state.dataset.on : state.dataset.off) ?? "";
  };
  source.addEventListener("open", () => show(true));
  source.addEventListener("error", () => show(false));
  source.addEventListener("over", () => {
    source.close();
    location.reload(); // says why, and asks to sign in
  });
  source.addEventListener("danger", (event) => {
    const { mark } = JSON.parse((event as MessageEvent<string>).data) as { mark: string };
    if (mark !== list.dataset.mark) void fetchAnew(list);
  });
}

async function fetchAnew(list: HTMLElement): Promise<void> {
  const answer = await fetch(location.href, { redirect: "error", cache: "no-store" });
  if (!answer.ok) return;
  const newer = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(list.id);
  if (!newer) return;
  list.dataset.mark = newer.dataset.mark ?? "";
  list.replaceChildren(...newer.childNodes);
}
