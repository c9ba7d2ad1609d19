/** Begin starts what an element does; off is aborted when the element goes. */
export type Begin = (at: HTMLElement, off: AbortSignal) => void;

/**
 * behave gives every element that has an attribute what it does: those that are
 * there, and those that an answer brings. It is for what needs no name of its own
 * among the elements.
 */
export function behave(root: Document, begins: Record<string, Begin>): void {
  const all = Object.entries(begins);
  const some = all.map(([attribute]) => `[${attribute}]`).join();
  const begun = new Map<Element, AbortController>();
  const look = (): void => {
    for (const [at, off] of begun) {
      if (at.isConnected) continue;
      off.abort();
      begun.delete(at);
    }
    for (const at of root.querySelectorAll<HTMLElement>(some)) {
      if (begun.has(at)) continue;
      const off = new AbortController();
      begun.set(at, off);
      for (const [attribute, begin] of all) if (at.hasAttribute(attribute)) begin(at, off.signal);
    }
  };
  look();
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
}
