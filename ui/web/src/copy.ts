import { say } from "./announce.ts";

/** How long a button says that it has copied, in milliseconds. */
const shown = 2000;

/**
 * copying makes buttons copy: the text in `data-copy`, that of the element
 * `data-copy-from` names, or the value or path of the tree row they stand in, as
 * `data-copy-row` says. `data-copied`, on the button or around it, is what is said
 * afterwards.
 */
export function copying(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy], [data-copy-from], [data-copy-row]");
    if (button) void copy(root, button);
  });
}

async function copy(root: Document, button: HTMLElement): Promise<void> {
  await write(root, button, text(root, button));
  const done = button.closest<HTMLElement>("[data-copied]")?.dataset.copied;
  if (!done) return;
  say(done);
  const label = button.querySelector<HTMLElement>("[data-label]");
  if (!label || label.textContent === done) return;
  const before = label.textContent;
  label.textContent = done;
  setTimeout(() => {
    label.textContent = before;
  }, shown);
}

/**
 * write puts a text on the clipboard. Over plain HTTP, as in an office's own
 * network, the browser has no `clipboard`; there the text is selected and copied
 * as by hand, in a field beside the button, so that an open dialog keeps the focus.
 */
async function write(root: Document, button: HTMLElement, what: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(what);
  const field = root.createElement("textarea");
  field.value = what;
  field.readOnly = true;
  field.className = "hidden";
  button.after(field);
  field.select();
  root.execCommand("copy");
  field.remove();
  button.focus();
}

function text(root: Document, button: HTMLElement): string {
  const of = button.dataset.copyRow;
  if (of) return button.closest<HTMLElement>("[data-path]")?.dataset[of] ?? "";
  const from = button.dataset.copyFrom;
  if (!from) return button.dataset.copy ?? "";
  const element = root.getElementById(from);
  return element instanceof HTMLInputElement ? element.value : (element?.textContent ?? "");
}
