// "Use my location": `<form data-locate>`, hidden until here, whose button asks the phone where it is and sends the
// form's hidden fields `latitude`, `longitude`, `accuracy` filled. What goes wrong is said by `[data-locate-failed]`.
const PATIENCE = 20_000; // milliseconds
const KEPT = 60_000; // a position this young is taken again

export function bindLocate(root: ParentNode = document): void {
  if (!("geolocation" in navigator)) return;
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-locate]")) {
    const busy = form.querySelector<HTMLElement>("[data-locate-busy]")!;
    const failed = form.querySelector<HTMLElement>("[data-locate-failed]")!;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      busy.hidden = false;
      failed.hidden = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          for (const name of ["latitude", "longitude", "accuracy"] as const) {
            (form.elements.namedItem(name) as HTMLInputElement).value = String(coords[name]);
          }
          form.submit();
        },
        () => {
          busy.hidden = true;
          failed.hidden = false;
        },
        { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: KEPT },
      );
    });
  }
}
