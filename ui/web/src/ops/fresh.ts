/**
 * Fresh knows which action this page has just added, and which of its fields the
 * person has left again: only there is said what is wrong.
 */
export class Fresh {
  #at = "";
  #seen = new Set<string>();
  #left: () => void;

  constructor(left: () => void, signal: AbortSignal) {
    this.#left = left;
    const on = { signal, capture: true };
    document.addEventListener("focusout", (e) => this.#leave(e), on);
    document.addEventListener("submit", (e) => {
      if ((e.target as Element).closest("#step-foot, #head")) this.#end(); // a test, or a run: all is said
    }, on);
    window.addEventListener("hashchange", () => this.#end(), on);
  }

  /** begin makes an action the new one. */
  begin(id: string): void {
    this.#at = id;
    this.#seen.clear();
  }

  /** headers tell the server of the new action and of its fields that were left. */
  get headers(): Record<string, string> {
    return this.#at === "" ? {} : { "Stanok-Seen": [this.#at, ...this.#seen].join(" ") };
  }

  #end(): void {
    this.#at = "";
  }

  /** leave notes that a field was left. Who takes a value for it has not left it. */
  #leave(event: FocusEvent): void {
    const control = (event.target as Element).closest<HTMLElement>("#panel [data-scope]");
    const to = event.relatedTarget as Element | null;
    const scope = control?.dataset.scope ?? "";
    if (!control || this.#at === "" || this.#seen.has(scope) || to?.closest("#data, [aria-haspopup=dialog]") || control.closest(".field")?.contains(to)) return;
    this.#seen.add(scope);
    if (!to?.closest("#step-foot, #head")) setTimeout(this.#left); // there a press says it, and more
  }
}
