import { first } from "./first.ts";

/**
 * keep finds the focus a new place when an answer has taken away what had it, as
 * near as can be: what asks for it with autofocus or data-focus, what bears the
 * same name, else the first control there.
 */
export function keep(root: Document): void {
  let around: string[] = [];
  let name = "";
  let swaps = 0; // that have begun and not ended
  root.addEventListener("htmx:before:swap", () => {
    const at = root.activeElement;
    if (swaps++ > 0 && at === root.body) return; // what had it is known from the one before
    around = at?.closest("#editor") ? above(at) : [];
    name = at?.closest<HTMLElement>("[data-testid]")?.dataset.testid ?? "";
  }, { capture: true });
  root.addEventListener("htmx:finally:swap", () => {
    swaps = Math.max(0, swaps - 1);
    if (root.activeElement !== root.body || root.querySelector("dialog[open]")) return;
    for (const part of around.map((id) => root.getElementById(id))) {
      const same = name ? part?.querySelector<HTMLElement>(`[data-testid="${CSS.escape(name)}"]`) : null;
      const to = part?.querySelector<HTMLElement>("[autofocus], [data-focus]") ?? same ?? (part ? first(part) : null);
      if (!to) continue;
      to.focus();
      return;
    }
  });
}

/** above lists the ids around an element, the nearest first. */
function above(at: Element): string[] {
  const ids: string[] = [];
  for (let e = at.parentElement; e && e.id !== "editor"; e = e.parentElement) if (e.id) ids.push(e.id);
  return ids;
}
