// Offers while typing: `<ol data-suggest="address" data-for="id of the field" data-with="another field's name"
// data-pick="name of the buttons">`. The buttons are those the page draws by itself when its form is sent.
import type { components, operations } from "./pages";

const PAUSE = 350; // milliseconds without a key

type Offers = operations["suggest" | "findPlaces"]["responses"][200]["content"]["application/json"];
type Offer = components["schemas"]["Offer"];

export function bindSuggest(root: ParentNode = document): void {
  for (const list of root.querySelectorAll<HTMLElement>("[data-suggest]")) bindList(list);
}

function bindList(list: HTMLElement): void {
  const field = document.getElementById(list.dataset.for ?? "") as HTMLInputElement | null;
  if (!field) return;
  let timer = 0;
  let latest = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++latest;
      const offers = await fetchOffers(list, field);
      if (offers && mine === latest) list.replaceChildren(...offers.map((offer, at) => drawn(offer, at, list)));
    }, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key !== "ArrowDown" || !first || field instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    first.focus();
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    if (event.key === "Escape") field.focus();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons.indexOf(document.activeElement as HTMLButtonElement) + step;
    (buttons[next] ?? field).focus();
  });
}

async function fetchOffers(list: HTMLElement, field: HTMLInputElement): Promise<Offer[] | null> {
  const address = new URL(list.dataset.suggest ?? "", location.href);
  address.searchParams.set("q", field.value);
  const other = field.form?.elements.namedItem(list.dataset.with ?? "");
  if (other instanceof HTMLSelectElement) address.searchParams.set(other.name, other.value);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return null;
    return ((await answer.json()) as Offers).offers;
  } catch {
    return null; // no connection: the button still works
  }
}

function drawn(offer: Offer, at: number, list: HTMLElement): HTMLLIElement {
  const button = document.createElement("button");
  button.name = list.dataset.pick ?? "";
  button.value = String(offer.value);
  button.textContent = offer.label;
  if (list.dataset.pick === "pick_category") {
    button.accessKey = String(at + 1);
    const key = document.createElement("kbd");
    key.className = "sw-kbd";
    key.ariaHidden = "true";
    key.textContent = `Alt+${at + 1}`;
    button.append(" ", key);
  }
  const item = document.createElement("li");
  item.append(button);
  return item;
}
