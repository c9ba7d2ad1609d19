const key = "stanok.typed";

/** Typed is what stood in one control of a page. */
interface Typed {
  name: string;
  nth: number; // among those of its name
  value: string;
  on: boolean;
}

/**
 * keepTyped carries what was typed over to the page in another language. It
 * returns what keeps it; passwords are never kept.
 */
export function keepTyped(root: Document): () => void {
  restore(root);
  return () => {
    const typed = controls(root).map(({ control, name, nth }) => ({
      name, nth, value: control.value, on: control instanceof HTMLInputElement && control.checked,
    }));
    sessionStorage.setItem(key, JSON.stringify({ at: location.pathname, typed }));
  };
}

function restore(root: Document): void {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as { at: string; typed: Typed[] } | null;
  sessionStorage.removeItem(key);
  if (kept?.at !== location.pathname) return;
  for (const { control, name, nth } of controls(root)) {
    const typed = kept.typed.find((t) => t.name === name && t.nth === nth);
    if (!typed) continue;
    if (control instanceof HTMLInputElement) control.checked = typed.on;
    if (!checked(control)) control.value = typed.value;
  }
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** controls are those of the page's own forms; a draft is kept by its queue. */
function controls(root: Document): { control: Control; name: string; nth: number }[] {
  const seen = new Map<string, number>();
  return [...root.querySelectorAll<Control>("main form :is(input, textarea, select)[name]")]
    .filter((c) => !["password", "file", "hidden", "submit"].includes(c.type) && !c.dataset.scope)
    .map((control) => {
      const nth = seen.get(control.name) ?? 0;
      seen.set(control.name, nth + 1);
      return { control, name: control.name, nth };
    });
}

function checked(control: Control): boolean {
  return control.type === "checkbox" || control.type === "radio";
}
