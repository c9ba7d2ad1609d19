// The line under a field: what its text gives with the sample at hand.

/** How long a change rests, in milliseconds, before the server is asked. */
const rest = 150;

const asked = new WeakMap<Element, { timer: number; stop: AbortController }>();

/** preview asks what a field's text gives, once it rests; older questions are dropped. */
export function preview(field: HTMLElement & { value: string }): void {
  const url = document.querySelector("st-ops")?.getAttribute("preview");
  const output = field.closest(".field")?.querySelector<HTMLElement>("output[data-testid^=preview-]");
  if (!url || !output) return;
  const before = asked.get(field);
  clearTimeout(before?.timer);
  before?.stop.abort();
  const stop = new AbortController();
  asked.set(field, { stop, timer: window.setTimeout(() => void ask(url, field, output, stop.signal), rest) });
}

async function ask(url: string, field: HTMLElement & { value: string }, output: HTMLElement, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({
    at: document.getElementById("panel")?.dataset.at ?? "",
    scope: field.dataset.scope ?? "",
    place: field.dataset.place ?? "",
    text: field.value,
    sample: document.querySelector<HTMLSelectElement>("[data-testid=sample-select]")?.value ?? "",
  });
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const response = await fetch(url, { method: "POST", body, headers, signal, redirect: "manual" });
    if (!response.ok) return;
    const said = (await response.json()) as { text?: string; problem?: string };
    const words = output.querySelector<HTMLElement>("[data-words]") ?? output;
    words.textContent = said.problem || said.text || "";
    output.classList.toggle("is-wrong", Boolean(said.problem));
  } catch {
    // A preview that does not come is not missed; the next change asks again.
  }
}
