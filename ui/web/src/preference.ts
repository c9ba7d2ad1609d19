import { keepTyped } from "./typed.ts";

/**
 * preferences sends a form marked `data-at-once` as soon as a choice in it
 * changes. A theme is shown at once; a language needs the page anew, on which
 * what was typed stands again.
 */
export function preferences(root: Document): void {
  const keep = keepTyped(root);
  root.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    const form = select.form;
    if (!form || !("atOnce" in form.dataset)) return;
    if (select.name === "theme") root.documentElement.dataset.theme = select.value;
    keep();
    form.requestSubmit();
  });
}
