import { unique } from "../id.ts";
import { isDiscrete, read, shown } from "./value.ts";
import type { Json } from "./row.ts";

/** How long typing rests, in milliseconds, before what was typed goes out. */
const rest = 600;
/** After this pause typing in the same field is a new thing to undo. */
const pause = 5000;

/** Said is what a person did: a value of a scope, or another kind of change. */
export interface Said {
  kind: string;
  scope?: string;
  value?: Json;
  group: string;
  /** What the control said, as the server would write it. */
  shown?: string;
  /** A button said it, as one that settles a conflict does, and no typing. */
  pressed?: boolean;
}

/** Ears hear what is done in the draft's controls, and tell it in order. */
export class Ears {
  #tell: (said: Said) => void;
  /** Whether a value of a scope is not saved yet. */
  #waits: (scope: string) => boolean;
  #stir: () => void;
  #typed = new Map<Element, number>();
  #group: { control: Element | null; id: string; at: number } = { control: null, id: "", at: 0 };
  #off = new AbortController();

  constructor(tell: (said: Said) => void, stir: () => void, waits: (scope: string) => boolean) {
    this.#tell = tell;
    this.#waits = waits;
    this.#stir = stir;
    const on = { signal: this.#off.signal };
    document.addEventListener("input", (e) => this.#input(e), on);
    document.addEventListener("change", (e) => this.#change(e), on);
    document.addEventListener("focusout", (e) => this.#left(e), on);
    document.addEventListener("click", (e) => this.#click(e), on);
  }

  stop(): void {
    this.#off.abort();
  }

  /** typing reports whether a control holds something that was not told yet. */
  typing(control: Element): boolean {
    return this.#typed.has(control);
  }

  /** busy reports whether anything waits for typing to rest. */
  get busy(): boolean {
    return this.#typed.size > 0;
  }

  /** flush tells everything that waits for typing to rest. */
  flush(): void {
    for (const control of [...this.#typed.keys()]) this.#set(control);
  }

  #input(event: Event): void {
    const control = drafted(event.target);
    if (!control || isDiscrete(event.target as Element)) return;
    clearTimeout(this.#typed.get(control));
    this.#typed.set(control, window.setTimeout(() => this.#set(control), rest));
    this.#stir();
  }

  #change(event: Event): void {
    const control = drafted(event.target);
    if (!control) return;
    if (isDiscrete(event.target as Element)) {
      if ((event.target as HTMLInputElement).type === "radio" && !(event.target as HTMLInputElement).checked) return;
      this.#set(control);
    } else if (this.#typed.has(control)) this.#set(control);
  }

  #left(event: FocusEvent): void {
    const control = drafted(event.target);
    if (!control || control.contains(event.relatedTarget as Node | null)) return;
    if (this.#typed.has(control)) this.#set(control);
    this.#group.control = null;
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-op]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    this.flush();
    if (this.#stale(button)) {
      document.addEventListener("st:saved", () => button.isConnected && button.click(), { once: true, signal: this.#off.signal });
      return;
    }
    const said = JSON.parse(button.dataset.op ?? "[]") as { kind: string } | { kind: string }[];
    const group = Array.isArray(said) ? unique() : "";
    for (const one of [said].flat()) this.#tell({ group, ...one, pressed: true });
    button.closest(".conflict")?.remove();
  }

  /**
   * stale reports whether what a button says was drawn before something that was
   * typed since. It is drawn again once that is saved; what settles a conflict is
   * not.
   */
  #stale(button: HTMLElement): boolean {
    if (button.closest(".conflict")) return false;
    const said = [JSON.parse(button.dataset.op ?? "[]") as Partial<Said> | Partial<Said>[]].flat();
    return said.some((one) => one.kind === "set" && one.scope !== undefined && this.#waits(one.scope));
  }

  #set(control: Element): void {
    clearTimeout(this.#typed.get(control));
    this.#typed.delete(control);
    const value = read(control);
    const scope = (control as HTMLElement).dataset.scope ?? "";
    if (value === undefined) {
      this.#stir();
      return;
    }
    this.#tell({ kind: "set", scope, value, group: this.#groupOf(control), shown: shown(control) });
  }

  #groupOf(control: Element): string {
    const now = Date.now();
    if (this.#group.control !== control || now - this.#group.at > pause) {
      this.#group = { control, id: unique(), at: now };
    }
    this.#group.at = now;
    return this.#group.id;
  }
}

/** drafted finds the control of the draft that an event happened in. */
export function drafted(target: EventTarget | null): Element | null {
  if (!(target instanceof Element)) return null;
  const control = target.closest("[data-scope]");
  return control && !control.hasAttribute("readonly") ? control : null;
}
