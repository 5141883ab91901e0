// What is typed into a field with `data-keep` survives a lost connection or an expired sign-in: it is kept in this
// browser tab until its form is sent and the page comes back without an error.
export function bindKeep(root: ParentNode = document): void {
  for (const field of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-keep]")) {
    const key = `keep:${field.form?.action ?? location.pathname}:${field.name}`;
    const kept = sessionStorage.getItem(key);
    if (kept && !field.value && !document.querySelector(".sw-notice--success")) field.value = kept;
    else if (kept && document.querySelector(".sw-notice--success")) sessionStorage.removeItem(key);
    field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
  }
}
