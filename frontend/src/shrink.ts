// Photos in a field with `data-shrink` are made smaller before they are sent: a village's network carries 300 kB, not
// the 6 MB of a camera. What cannot be drawn, or would not get smaller, goes as it is.
const LONGEST_SIDE = 1600; // pixels
const QUALITY = 0.8;

export function bindShrink(root: ParentNode = document): void {
  if (!window.createImageBitmap || !HTMLFormElement.prototype.requestSubmit) return;
  for (const field of root.querySelectorAll<HTMLInputElement>("input[data-shrink]")) {
    let work: Promise<void> | null = null;
    field.addEventListener("change", () => {
      const mine = shrinkAll(field).finally(() => {
        if (work === mine) work = null;
      });
      work = mine;
    });
    field.form?.addEventListener("submit", (event) => {
      if (!work) return;
      event.preventDefault();
      const { submitter } = event;
      void work.then(() => field.form?.requestSubmit(submitter));
    });
  }
}

async function shrinkAll(field: HTMLInputElement): Promise<void> {
  const chosen = [...(field.files ?? [])];
  const carrier = new DataTransfer();
  for (const file of chosen) carrier.items.add(await shrunk(file));
  field.files = carrier.files;
}

async function shrunk(file: File): Promise<File> {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    return file;
  }
}
