// What a control says, by its data-kind, and how a value is shown in it.

import { pairs, rows, type Cell, type Json } from "./row.ts";

/** Controls whose value is given at once, not letter by letter. */
const discrete = "st-rows, [data-kind=list], select, input[type=checkbox], input[type=radio], input[type=hidden], input[type=range], input[type=date]";

export function isDiscrete(control: Element): boolean {
  return control.matches(discrete);
}

/** parted are the kinds of control that are several. */
const parted = ["rows", "pairs", "duration", "list"];

/**
 * read returns the value of a control. Null means that the key is to be removed;
 * undefined that there is nothing to say, as of text that is not JSON.
 */
export function read(control: Element): Json | undefined {
  const kind = (control as HTMLElement).dataset.kind ?? "text";
  switch (kind) {
    case "rows":
      return rows(table(control));
    case "pairs":
      return pairs(table(control));
    case "duration":
      return duration(control);
    case "list":
      return ticked(control);
    case "bool":
      return (control as HTMLInputElement).checked;
    default:
      return parse(kind, text(control));
  }
}

/** text is what stands in a control, as it stands. */
export function text(control: Element): string {
  return (control as HTMLInputElement).value ?? "";
}

/** written is the value as the server wrote it, also in a control that is in no page. */
export function written(control: Element): string {
  const kind = (control as HTMLElement).dataset.kind ?? "text";
  if (parted.includes(kind)) {
    return JSON.stringify([...control.querySelectorAll("[data-key]")].map(written));
  }
  if (control instanceof HTMLInputElement) {
    if (control.type === "checkbox" || control.type === "radio") return String(control.defaultChecked);
    return control.defaultValue;
  }
  if (control.localName === "select") return chosen(control);
  return (control.querySelector("textarea") ?? control).textContent ?? "";
}

/** shown is what written would be, had the server written what stands there now. */
export function shown(control: Element): string {
  const kind = (control as HTMLElement).dataset.kind ?? "text";
  if (parted.includes(kind)) {
    return JSON.stringify([...control.querySelectorAll("[data-key]")].map(shown));
  }
  if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
    return String(control.checked);
  }
  return text(control);
}

/** show makes a control say what the server wrote in its twin. */
export function show(control: Element, twin: Element): void {
  if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
    control.checked = (twin as HTMLInputElement).defaultChecked;
    return;
  }
  const kind = (control as HTMLElement).dataset.kind ?? "text";
  if (parted.includes(kind)) {
    const twins = [...twin.querySelectorAll("[data-key]")];
    for (const [i, cell] of [...control.querySelectorAll("[data-key]")].entries()) {
      const from = twins[i];
      if (from) show(cell, from);
    }
    return;
  }
  const now = written(twin);
  if (text(control) !== now) (control as HTMLInputElement).value = now;
}

function parse(kind: string, said: string): Json | undefined {
  if (said === "") return null;
  if (kind === "json") {
    try {
      return JSON.parse(said) as Json;
    } catch {
      return undefined;
    }
  }
  if (kind === "number") {
    const n = Number(said.trim().replace(",", "."));
    return said.trim() !== "" && Number.isFinite(n) ? n : said;
  }
  return said;
}

function table(control: Element): Cell[][] {
  return [...control.querySelectorAll("[data-row]")].map((row) =>
    [...row.querySelectorAll<HTMLElement>("[data-key]")].map((cell) => ({
      key: cell.dataset.key ?? "",
      value: read(cell) ?? null,
      quiet: cell.matches("select, [type=checkbox], [type=hidden]"),
    })),
  );
}

function duration(control: Element): Json {
  const part = (key: string): string => {
    const cell = control.querySelector(`[data-key="${key}"]`);
    return cell ? text(cell).trim() : "";
  };
  const amount = part("amount");
  return amount === "" ? null : amount + part("unit");
}

function ticked(control: Element): Json {
  const all = [...control.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
  return all.length > 0 ? all : null;
}

function chosen(select: Element): string {
  const option = select.querySelector("option[selected]") ?? select.querySelector("option");
  return option?.getAttribute("value") ?? option?.textContent ?? "";
}
