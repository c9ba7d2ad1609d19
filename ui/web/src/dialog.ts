/**
 * dialogs opens the dialog that `data-opens` names and closes the one around
 * `data-closes`; one that comes with `data-shows` opens by itself. The browser returns the focus to the opener.
 */
export function dialogs(root: Document): void {
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = root.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
      return;
    }
    if (target.closest("[data-closes]")) target.closest("dialog")?.close();
  });
  root.addEventListener("htmx:after:swap", () => {
    for (const dialog of root.querySelectorAll<HTMLDialogElement>("dialog[data-shows]")) {
      dialog.removeAttribute("data-shows");
      dialog.showModal();
    }
  });
}
