// How wide a column may be. Widths are in CSS pixels.

/** Bounds of a column: its least width, and its largest part of the whole. */
export interface Bounds {
  least: number;
  part: number;
}

/** bounds of the columns beside the panel, which always keeps more than a quarter; the style sheet says the same. */
export const bounds: Record<string, Bounds> = {
  chain: { least: 240, part: 0.34 },
  data: { least: 240, part: 0.38 },
};

/** step is how far a press of an arrow moves. */
export const step = 24;

/** most is the largest width of a column in a whole. */
export function most(b: Bounds, whole: number): number {
  return Math.max(b.least, Math.floor(whole * b.part));
}

/** fit leads a width back to what is allowed. */
export function fit(b: Bounds, whole: number, width: number): number {
  return Math.round(Math.min(Math.max(width, b.least), most(b, whole)));
}

/** read makes sense of what was kept; nothing else than widths comes out. */
export function read(kept: string | null): Record<string, number> {
  try {
    const all = JSON.parse(kept ?? "{}") as unknown;
    if (typeof all !== "object" || all === null) return {};
    return Object.fromEntries(Object.entries(all).filter(([name, width]) => name in bounds && Number.isFinite(width)));
  } catch {
    return {};
  }
}
