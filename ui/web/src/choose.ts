import type { StChips } from "./chips/st-chips.ts";

/**
 * choosing puts a choice of a dialog into the field whose `data-chooses` opened
 * it, in the place of all that stood there, and shows below it what the choice is
 * called for as long as it stands there.
 */
export function choosing(root: Document): void {
  let at: Element | null = null;
  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    at = target.closest("[data-chooses]")?.closest(".choosing") ?? at;
    const choice = target.closest<HTMLElement>("[data-choose]");
    const field = at?.querySelector<StChips>("st-chips");
    if (!choice || !field) return;
    const value = choice.dataset.choose ?? "";
    name(at, value, choice.querySelector("b")?.textContent ?? "");
    field.swap({ from: 0, to: field.value.length, expression: "" }, value);
  });
  root.addEventListener("input", (event) => {
    const field = (event.target as Element).closest<StChips>(".choosing st-chips");
    const said = field?.closest(".choosing")?.querySelector<HTMLElement>("[data-chosen]");
    if (said) said.hidden = !said.textContent?.trim() || said.dataset.chosen !== field?.value;
  });
}

/** name says what a value is called. */
function name(at: Element | null, value: string, label: string): void {
  const said = at?.querySelector<HTMLElement>("[data-chosen]");
  const words = said?.querySelector("span");
  if (!said || !words) return;
  said.dataset.chosen = value;
  words.textContent = label;
  said.hidden = label === value;
}
