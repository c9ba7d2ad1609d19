// How a chip looks and what it is called.

import { fill } from "../fill.ts";
import { guarded, type Guarded } from "./guard.ts";
import { reference } from "./scan.ts";

/** Name is what the page knows of an action that values come from. */
export interface Name {
  title: string;
  number: number | string;
  kind: string;
  /** It runs only after the place where the field is. */
  later?: boolean;
  /** Names of its outputs, for people. */
  fields?: Record<string, string>;
}

/** Names are those of the whole page, and the sentences that chips are read out with. */
export interface Names {
  of: Record<string, Name>;
  /** parameter {name} */
  label: string;
  /** parameter {name}, last value {value} */
  value: string;
  /** parameter {name}, cannot be found */
  broken: string;
  /** formula {name} */
  formula: string;
  /** {name}, if empty: {text} */
  default: string;
  /** {name}, must not be empty */
  required: string;
}

/** Face is what a chip shows. */
export interface Face {
  /** Number of the action, or ƒ for what is more than a reference. */
  bead: string;
  kind: string;
  /** The way to the value, which may be shortened. */
  from: string;
  /** Its last part, which always shows. */
  last: string;
  broken: boolean;
  /** The text form, without braces. */
  ref: string;
  label: string;
  /** A sign for what becomes of it when it is empty; "" for nothing. */
  mark: string;
  /** The value last seen, if it is known. */
  value: string;
}

/** How much of a formula a chip shows. */
const shown = 40;

/** face draws an expression with the names of a page; value is what it gave last. */
export function face(expression: string, names: Names, value = ""): Face {
  const around = guarded(expression);
  const ref = reference(around.ref);
  if (!ref) return formula(expression, names);
  const of = names.of[ref.name];
  const title = of?.title ?? ref.name;
  const way = ref.parts.map((p, i) => (typeof p === "number" ? String(p + 1) : ((i === 0 && of?.fields?.[p]) || p)));
  const broken = !of || of.later === true;
  const full = [title, ...way].join(" › ");
  const last = way.pop() ?? title;
  return {
    bead: of ? String(of.number) : "",
    kind: of?.kind ?? "",
    from: last === title ? "" : [title, ...shorten(way), ""].join(" › ").trimEnd(),
    last,
    broken,
    ref: expression,
    label: said(around, fill(broken ? names.broken : value ? names.value : names.label, { name: full.replaceAll(" › ", ", "), value }), names),
    mark: { "": "", text: "?", stop: "*" }[around.how],
    value,
  };
}

function formula(expression: string, names: Names): Face {
  const last = expression.length > shown ? `${expression.slice(0, shown)}…` : expression;
  return { bead: "ƒ", kind: "tools", from: "", last, broken: false, ref: expression, label: fill(names.formula, { name: expression }), mark: "", value: "" };
}

/** said adds to a label what becomes of an empty value. */
function said({ how, text }: Guarded, name: string, names: Names): string {
  return how === "" ? name : fill(how === "text" ? names.default : names.required, { name, text });
}

/** shorten keeps the ends of a way: the middle says least. */
function shorten(way: string[]): string[] {
  return way.length <= 2 ? way : [way[0] ?? "", "…"];
}
