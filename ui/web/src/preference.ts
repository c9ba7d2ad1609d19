/**
 * preferences sends a form marked `data-at-once` as soon as a choice in it
 * changes. A theme is shown at once; a language needs the page anew.
 */
export function preferences(root: Document): void {
  root.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    const form = select.form;
    if (!form || !("atOnce" in form.dataset)) return;
    if (select.name === "theme") root.documentElement.dataset.theme = select.value;
    form.requestSubmit();
  });
}
