import type { StChips } from "./chips/st-chips.ts";

/**
 * choosing puts a choice of a dialog into the field whose `data-chooses` opened
 * it, in the place of all that stood there.
 */
export function choosing(root: Document): void {
  let field: StChips | null = null;
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest("[data-chooses]");
    if (opener) field = opener.closest(".choosing")?.querySelector<StChips>("st-chips") ?? null;
    const choice = target.closest<HTMLElement>("[data-choose]");
    if (!choice || !field) return;
    field.swap({ from: 0, to: field.value.length, expression: "" }, choice.dataset.choose ?? "");
  });
}
