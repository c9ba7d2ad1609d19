import { first } from "./first.ts";

/**
 * dialogs opens the dialog that `data-opens` names and closes the one around
 * `data-closes`; one that comes with `data-shows` opens by itself. The focus
 * returns to the opener, or goes to the first empty field of the form that the
 * opener's `data-then` names. What is pasted into an empty `data-at-once` is sent.
 */
export function dialogs(root: Document): void {
  let pressed = "";
  const openers = new WeakMap<EventTarget, string>();
  const show = (dialog: HTMLDialogElement): void => {
    openers.set(dialog, root.activeElement === root.body ? pressed : nameOf(root.activeElement));
    dialog.showModal();
  };
  root.addEventListener("click", (event) => (pressed = nameOf(event.target as Element)), { capture: true });
  // What opened it may have been drawn anew meanwhile, which the browser does not know.
  root.addEventListener("close", (event) => {
    const name = openers.get(event.target as EventTarget);
    if (name && root.activeElement === root.body) root.querySelector<HTMLElement>(`[data-testid="${CSS.escape(name)}"]`)?.focus();
  }, { capture: true });
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = root.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement && !dialog.open) show(dialog);
      return;
    }
    if (target.closest("[data-closes]")) target.closest("dialog")?.close();
  });
  let answered = false;
  root.addEventListener("htmx:before:swap", (event) => {
    const { tasks } = (event as CustomEvent<{ tasks: { target: Element | string | null }[] }>).detail;
    for (const { target } of tasks) {
      const around = typeof target === "string" ? root.querySelector(target) : target;
      const dialog = around?.id === "drawer" ? around.querySelector<HTMLDialogElement>("dialog[open]") : null;
      dialog?.close();
      answered ||= dialog !== null;
    }
  });
  root.addEventListener("htmx:finally:swap", () => {
    const then = root.activeElement instanceof HTMLElement ? root.activeElement.dataset.then : undefined;
    if (answered && then && !root.querySelector("dialog[open]")) first(root.getElementById(then) ?? root)?.focus();
    answered = false;
  });
  root.addEventListener("paste", (event) => {
    const area = event.target as HTMLTextAreaElement;
    const text = event.clipboardData?.getData("text/plain");
    if (!text || !area.matches("[data-at-once]") || area.value !== "") return;
    event.preventDefault();
    area.value = text;
    area.form?.requestSubmit();
  });
  root.addEventListener("htmx:after:swap", () => {
    for (const dialog of root.querySelectorAll<HTMLDialogElement>("dialog[data-shows]")) {
      dialog.removeAttribute("data-shows");
      show(dialog);
    }
  });
}

/** nameOf is what a control is called, also once it has been drawn anew. */
function nameOf(control: Element | null): string {
  return control?.closest<HTMLElement>("[data-testid]")?.dataset.testid ?? "";
}
