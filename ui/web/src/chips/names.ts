import type { Name, Names } from "./face.ts";

let read: Element | null = null;
let text = "";
let names: Names | undefined;

/** known returns the names the page holds; it reads them again when they have changed. */
export function known(): Names {
  const table = document.getElementById("chip-names");
  const now = table?.textContent ?? "{}";
  if (names && table === read && now === text) return names;
  const data = table?.closest<HTMLElement>("[data-label]")?.dataset ?? {};
  read = table;
  text = now;
  names = {
    of: JSON.parse(now || "{}") as Record<string, Name>,
    label: data.label ?? "{name}",
    value: data.value ?? "{name}, {value}",
    broken: data.broken ?? "{name}",
    formula: data.formula ?? "{name}",
    default: data.default ?? "{name}, {text}",
    required: data.required ?? "{name}",
  };
  return names;
}

/** lastValue finds in the data of the page what a reference gave last. */
export function lastValue(ref: string): string {
  const row = document.querySelector<HTMLElement>(`[data-testid=tree-row][data-ref="${CSS.escape(ref)}"]`);
  return row?.dataset.value ?? "";
}
