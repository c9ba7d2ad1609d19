/**
 * ask is `data-ask`, the answer to a request that needs to know who is there: a
 * dialog over whatever was being done. It is sent with the answer, opens by itself,
 * and goes when the server says `st:signed-in`; whoever kept something back may send
 * it then.
 */
export function ask(at: HTMLElement): void {
  if (document.querySelector("[data-ask]") !== at) {
    at.remove(); // it is asked already
    return;
  }
  const dialog = at.querySelector("dialog");
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.addEventListener("close", () => at.remove());
}

/** asking closes the dialog once it was answered. */
export function asking(root: Document): void {
  root.addEventListener("st:signed-in", () => root.querySelector<HTMLDialogElement>("[data-ask] dialog")?.close());
}
