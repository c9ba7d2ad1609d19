// The queue of changes to a draft, without a page or a network: what waits, what
// is on its way, and what may be merged.

/** Change is one edit, as the server takes it. */
export interface Change {
  id: string;
  kind: string;
  scope?: string;
  value?: unknown;
  group: string;
  /** The draft's revision that the person saw. */
  base: number;
  /** What the control said then, as the server would write it. */
  shown?: string;
  /** Others wrote there too; the person has still to choose. */
  contested?: boolean;
}

/** How many changes one request carries at most. */
const batch = 50;

/**
 * Queue keeps the order of changes. Of one scope only the newest value waits,
 * unless something that cannot change places with it came between.
 */
export class Queue {
  #waiting: Change[];
  #flight: Change[] = [];
  /** Changes that may have reached the server: their content is settled. */
  #tried = new Set<string>();

  constructor(kept: readonly Change[] = []) {
    this.#waiting = [...kept];
    for (const c of kept) this.#tried.add(c.id);
  }

  /** size is the number of changes the server has not confirmed. */
  get size(): number {
    return this.#waiting.length + this.#flight.length;
  }

  /** all lists what the server has not confirmed, oldest first. */
  all(): Change[] {
    return [...this.#flight, ...this.#waiting];
  }

  /** has reports whether a value of this scope, or of one around or inside it, is unconfirmed. */
  has(scope: string): boolean {
    return this.all().some((c) => c.scope !== undefined && touches(c.scope, scope));
  }

  add(change: Change): void {
    const at = change.kind === "set" ? this.#mergeable(change) : -1;
    const old = this.#waiting[at];
    if (old) this.#waiting[at] = { ...change, id: old.id, base: old.base };
    else this.#waiting.push(change);
  }

  /** take puts the next changes on their way; none while others are. */
  take(): Change[] {
    if (this.#flight.length > 0) return [];
    const base = this.#waiting[0]?.base;
    let n = 0;
    while (n < batch && n < this.#waiting.length && this.#waiting[n]?.base === base) n++;
    this.#flight = this.#waiting.splice(0, n);
    for (const c of this.#flight) this.#tried.add(c.id);
    return [...this.#flight];
  }

  /** confirm forgets what was on its way. */
  confirm(): void {
    for (const c of this.#flight) this.#tried.delete(c.id);
    this.#flight = [];
  }

  /** keep puts what was on its way back to the front, to be sent again as it was. */
  keep(): void {
    this.#waiting.unshift(...this.#flight);
    this.#flight = [];
  }

  /**
   * seen moves waiting changes on to a revision, except those whose scope was
   * changed by someone else meanwhile: the server has to ask about these.
   */
  seen(revision: number, elsewhere: (scope: string) => boolean): void {
    for (const c of this.#waiting) {
      if (c.scope === undefined || !elsewhere(c.scope)) c.base = revision;
    }
  }

  /** mergeable finds the waiting change whose place a newer value may take. */
  #mergeable(change: Change): number {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const c = this.#waiting[i];
      if (!c || this.#tried.has(c.id) || c.kind !== "set" || c.scope === undefined) return -1;
      if (c.scope === change.scope) return c.group === change.group ? i : -1;
      if (touches(c.scope, change.scope ?? "")) return -1;
    }
    return -1;
  }
}

/** touches reports whether one scope is the other, or holds it. */
export function touches(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
