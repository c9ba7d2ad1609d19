import { first } from "./first.ts";

/** The parts of a page within which the focus stays when what has it is replaced. */
const parts = "#step-foot, #panel, #chain, #head, #bar, #data";

/**
 * keep finds the focus a new place when an answer has taken away what had it: what
 * the part asks for with autofocus or data-focus, what bears the same name, else the part's
 * first control.
 */
export function keep(root: Document): void {
  let part = "";
  let name = "";
  root.addEventListener("htmx:before:swap", () => {
    const at = root.activeElement?.closest<HTMLElement>(parts);
    part = at?.id ?? "";
    name = root.activeElement?.closest<HTMLElement>("[data-testid]")?.dataset.testid ?? "";
  }, { capture: true });
  root.addEventListener("htmx:finally:swap", () => {
    if (!part || (root.activeElement && root.activeElement !== root.body) || root.querySelector("dialog[open]")) return;
    const around = root.getElementById(part);
    const same = around?.querySelector<HTMLElement>(`[data-testid="${CSS.escape(name)}"]`);
    (around?.querySelector<HTMLElement>("[autofocus], [data-focus]") ?? same ?? (around ? first(around) : null))?.focus();
  });
}
