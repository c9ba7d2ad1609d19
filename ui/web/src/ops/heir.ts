import type { Said } from "./ears.ts";

/**
 * heir finds what takes the place of an action that is removed: the next card, or
 * the button that adds one, or the card around it.
 */
export function heir(said: Said): (() => HTMLElement | null) | undefined {
  const id = said.kind === "remove" ? said.scope?.replace("actions/", "") : undefined;
  const knot = id ? document.getElementById(`step-${id}`) : null;
  if (!knot) return undefined;
  const next = knot.nextElementSibling?.id || knot.parentElement?.closest("li")?.id;
  return () =>
    document.querySelector<HTMLElement>(next ? `#${CSS.escape(next)} .card-main` : "[data-testid=chain] > .knot-end button");
}
