/**
 * <st-ask> is the answer to a request that needs to know who is there: a dialog
 * over whatever was being done. It is sent with the answer, opens by itself, and
 * goes when the server says `st:signed-in`; whoever kept something back may send
 * it then.
 */
export class Ask extends HTMLElement {
  connectedCallback(): void {
    if (document.querySelector("st-ask") !== this) {
      this.remove(); // it is asked already
      return;
    }
    const dialog = this.querySelector("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.addEventListener("close", () => this.remove());
  }
}

/** asking closes the dialog once it was answered. */
export function asking(root: Document): void {
  root.addEventListener("st:signed-in", () => root.querySelector<HTMLDialogElement>("st-ask dialog")?.close());
}
