// Spoken announcements. Both live regions stand in the first HTML and are never
// replaced; a sentence in them is read out by screen readers.

type Tone = "polite" | "assertive";

/** say has a sentence read out. Saying the same sentence again repeats it. */
export function say(sentence: string, tone: Tone = "polite"): void {
  const region = document.getElementById(`say-${tone}`);
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
}

/** announcements reads out what the server asks for with `st:say` events. */
export function announcements(root: Document): void {
  root.addEventListener("st:say", (event) => {
    const detail = (event as CustomEvent<{ value?: string; tone?: Tone }>).detail;
    if (detail?.value) say(detail.value, detail.tone);
  });
}
