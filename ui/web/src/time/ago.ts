const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** ago says how far a moment is from now, in the words of a language. */
export function ago(then: number, now: number, lang: string): string {
  const seconds = Math.round((then - now) / 1000);
  const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(seconds, "second");
}

/** due is how long, in milliseconds, what ago says stays true. */
export function due(then: number, now: number): number {
  const far = Math.abs(then - now) / 1000;
  if (far < 60) return 1000;
  return far < 3600 ? 15_000 : 300_000;
}
