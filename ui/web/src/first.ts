/** first finds the first empty field of a form, else its first control. */
export function first(form: ParentNode): HTMLElement | null {
  const all = [...form.querySelectorAll<HTMLElement>("st-chips, input, textarea, select, button")].filter(
    (e) => e.checkVisibility() && !e.matches(":disabled, [readonly]") && (e.localName === "st-chips" || !e.closest("st-chips")),
  );
  const fields = all.filter((e) => e.matches("st-chips, textarea, input:not([type=checkbox], [type=radio])"));
  return fields.find((e) => (e as HTMLInputElement).value === "") ?? all[0] ?? null;
}
