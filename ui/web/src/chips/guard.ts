// What is to become of a parameter that is empty: a function around its reference.
// The rules are the server's own.

import { reference } from "./scan.ts";

/** How an empty parameter is treated: it stays so, a text takes its place, or the operation fails. */
export type How = "" | "text" | "stop";

/** Guarded is a reference with what is around it. */
export interface Guarded {
  ref: string;
  how: How;
  /** What takes the place of an empty value. */
  text: string;
}

const usesText = /^\s*default\(\s*(.*?)\s*,\s*("(?:[^"\\]|\\.)*")\s*\)\s*$/;
const stops = /^\s*required\(\s*(.*?)\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)?\)\s*$/;

/** guarded takes an expression apart; what is no guarded reference is given back as it is. */
export function guarded(expression: string): Guarded {
  const uses = usesText.exec(expression);
  const text = uses && literal(uses[2] ?? "");
  if (uses && text !== null && reference(uses[1] ?? "")) return { ref: uses[1] ?? "", how: "text", text };
  const stop = stops.exec(expression);
  if (stop && reference(stop[1] ?? "")) return { ref: stop[1] ?? "", how: "stop", text: "" };
  return { ref: expression, how: "", text: "" };
}

/** guard puts a function around a reference; name is what a failure calls the value. */
export function guard({ ref, how, text }: Guarded, name: string): string {
  if (how === "text") return `default(${ref}, ${JSON.stringify(text)})`;
  if (how === "stop") return `required(${ref}, ${JSON.stringify(name)})`;
  return ref;
}

function literal(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
