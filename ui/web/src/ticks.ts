/**
 * ticks says in a form with `data-ticks` how many boxes are ticked that go with
 * it, and marks their rows. While none is, there is nothing to send: a press just
 * after "select all" waits for the answer.
 */
export function ticks(root: Document): void {
  const count = (): void => {
    const form = root.querySelector<HTMLFormElement>("form[data-ticks]");
    const said = form?.querySelector<HTMLElement>("[data-ticked]");
    if (!form || !said) return;
    const boxes = [...form.elements].filter((e): e is HTMLInputElement => e instanceof HTMLInputElement && e.type === "checkbox");
    for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
    const n = boxes.filter((box) => box.checked).length;
    said.hidden = n === 0;
    const send = form.querySelector<HTMLButtonElement>("button[type=submit]");
    if (send) send.disabled = n === 0;
    said.textContent = (form.dataset.ticks ?? "{n}").replace("{n}", String(n));
  };
  root.addEventListener("change", (event) => {
    if ((event.target as Element).matches("input[type=checkbox]")) count();
  });
  root.addEventListener("htmx:after:swap", count);
  count();
}

/** carryTick ticks a row's box if that of the row it takes the place of was. */
export function carryTick(old: Element, row: Element): void {
  const box = (of: Element): HTMLInputElement | null => of.querySelector("input[type=checkbox]");
  const [was, is] = [box(old), box(row)];
  if (!was || !is) return;
  is.checked = was.checked;
  is.disabled = was.disabled;
  row.classList.toggle("is-selected", was.checked);
}
