// The text form of a field: text in which {{ }} holds expressions. The rules are
// the server's own, so that both see the same chips.

/** Insert is one {{ }} of a text, with the place of its braces. */
export interface Insert {
  from: number;
  to: number;
  /** What stands between the braces, without blanks around it. */
  expression: string;
}

/** inserts finds every {{ }} of a text. Braces that are not closed are text. */
export function inserts(text: string): Insert[] {
  const all: Insert[] = [];
  for (let at = 0; ; ) {
    const from = text.indexOf("{{", at);
    if (from < 0) return all;
    const end = endOf(text, from + 2);
    const expression = end < 0 ? "" : text.slice(from + 2, end).trim();
    if (expression === "") {
      at = from + 1;
      continue;
    }
    all.push({ from, to: end + 2, expression });
    at = end + 2;
  }
}

/** Reference is a plain one: a name and the way from it to a value. */
export interface Reference {
  name: string;
  parts: (string | number)[];
}

const name = /^[A-Za-z_][A-Za-z0-9_]*/;
const part = /^(?:\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\])/;
const words = new Set(["true", "false", "nil", "not", "in", "and", "or"]);

/** reference reads an expression that is a plain reference; others are null. */
export function reference(expression: string): Reference | null {
  const first = name.exec(expression)?.[0];
  if (!first || words.has(first)) return null;
  const parts: (string | number)[] = [];
  for (let rest = expression.slice(first.length); rest !== ""; ) {
    const m = part.exec(rest);
    if (!m) return null;
    if (m[1] !== undefined) parts.push(m[1]);
    else if (m[2] !== undefined) parts.push(Number(m[2]));
    else {
      const key = quoted(m[3] ?? "");
      if (key === null) return null;
      parts.push(key);
    }
    rest = rest.slice(m[0].length);
  }
  return { name: first, parts };
}

function quoted(literal: string): string | null {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

/** endOf gives the place of the }} that ends the expression at i, or -1. */
export function endOf(text: string, i: number): number {
  let depth = 0;
  while (i < text.length) {
    const c = text[i];
    if (c === '"' || c === "'" || c === "`") {
      i = literalEnd(text, i);
      if (i < 0) return -1;
      continue;
    }
    if (c === "{") depth++;
    else if (c === "}" && depth > 0) depth--;
    else if (c === "}" && text[i + 1] === "}") return i;
    i++;
  }
  return -1;
}

function literalEnd(text: string, i: number): number {
  const quote = text[i];
  for (i++; i < text.length; i++) {
    if (text[i] === quote) return i + 1;
    if (text[i] === "\\" && quote !== "`") i++;
  }
  return -1;
}
