import { say } from "../announce.ts";

/** How long the second key of a pair may take, in milliseconds. */
const pair = 1000;

/**
 * StKeys are the keys that work on every page. Where they lead is written on the
 * element: data-go is JSON of addresses by the letter that follows g.
 */
export class StKeys extends HTMLElement {
  #off = new AbortController();
  #g = 0;

  connectedCallback(): void {
    this.#off = new AbortController();
    document.addEventListener("keydown", (e) => this.#key(e), { signal: this.#off.signal });
  }

  disconnectedCallback(): void {
    this.#off.abort();
  }

  #key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) this.#withControl(event);
    else if (event.key === "Escape") this.#escape(event);
    else if (!event.altKey && !writes(event.target) && document.documentElement.dataset.keys !== "off") this.#letter(event);
  }

  #withControl(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if (key === "k" && show(this.dataset.palette ?? "command-palette")) event.preventDefault();
    if (key === "s") {
      event.preventDefault();
      (document.activeElement as HTMLElement | null)?.dispatchEvent(new Event("change", { bubbles: true }));
      say(this.dataset.saved ?? "");
    }
  }

  /** escape goes from a panel back to the card it belongs to; what lies above closes by itself. */
  #escape(event: KeyboardEvent): void {
    const panel = (event.target as Element).closest<HTMLElement>("#panel");
    if (!panel || document.querySelector("dialog[open], :popover-open")) return;
    document.querySelector<HTMLElement>(`[data-testid="card-${CSS.escape(panel.dataset.at ?? "")}"]`)?.focus();
  }

  #letter(event: KeyboardEvent): void {
    if (document.querySelector("dialog[open]")) return;
    const second = this.#g > 0 && event.timeStamp - this.#g < pair;
    this.#g = 0;
    if (second) this.#go(event);
    else if (event.key === "g") this.#g = event.timeStamp;
    else if (event.key === "/") this.#search(event);
    else if (event.key === "[" || event.key === "]") this.#press(event);
    else if (event.key === "?" && show(this.dataset.help ?? "shortcuts")) event.preventDefault();
  }

  #go(event: KeyboardEvent): void {
    const to = (JSON.parse(this.dataset.go ?? "{}") as Record<string, string>)[event.key];
    if (!to) return;
    event.preventDefault();
    location.assign(to);
  }

  /** press follows what on the page says that the key is its. */
  #press(event: KeyboardEvent): void {
    const target = document.querySelector<HTMLElement>(`[data-press="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  }

  #search(event: KeyboardEvent): void {
    const field = document.querySelector<HTMLElement>("main input[type=search], main [data-testid=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
}

/** writes reports whether a key pressed at target is meant as text. */
export function writes(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [role=treeitem]");
}

function show(id: string): boolean {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}
