// JSON in which {{ }} may stand as a value, in a string or in a key: where it stops
// being that, and what was expected there.

import { endOf } from "./scan.ts";

/** What was expected, or what is wrong; the page has a sentence for each. */
export type Wrong = "value" | "comma" | "colon" | "key" | "string" | "insert" | "end" | "deep";

/** Problem is the first mistake of a text. */
export interface Problem {
  at: number;
  wrong: Wrong;
}

const deepest = 200;
const word = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** check returns the first mistake of a JSON template, or null. */
export function check(text: string): Problem | null {
  const p = new Parser(text);
  try {
    p.value(0);
    p.blank();
    return p.at < text.length ? { at: p.at, wrong: "end" } : null;
  } catch (problem) {
    if (problem instanceof Mistake) return { at: Math.min(problem.at, text.length), wrong: problem.wrong };
    throw problem;
  }
}

class Mistake extends Error {
  at: number;
  wrong: Wrong;

  constructor(at: number, wrong: Wrong) {
    super(wrong);
    this.at = at;
    this.wrong = wrong;
  }
}

class Parser {
  at = 0;
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  blank(): void {
    while (" \t\r\n".includes(this.#text[this.at] ?? "x")) this.at++;
  }

  value(depth: number): void {
    if (depth > deepest) throw new Mistake(this.at, "deep");
    this.blank();
    const c = this.#text[this.at];
    if (this.#insert()) return;
    if (c === "{") this.#list("}", () => this.#member(depth));
    else if (c === "[") this.#list("]", () => this.value(depth + 1));
    else if (c === '"') this.#string();
    else this.#word();
  }

  #member(depth: number): void {
    this.blank();
    if (this.#text[this.at] !== '"') throw new Mistake(this.at, "key");
    this.#string();
    this.blank();
    if (this.#text[this.at] !== ":") throw new Mistake(this.at, "colon");
    this.at++;
    this.value(depth + 1);
  }

  #list(close: string, one: () => void): void {
    this.at++;
    this.blank();
    if (this.#text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      one();
      this.blank();
      const c = this.#text[this.at];
      if (c !== "," && c !== close) throw new Mistake(this.at, "comma");
      this.at++;
      if (c === close) return;
    }
  }

  #string(): void {
    const from = this.at++;
    for (let c = this.#text[this.at]; c !== '"'; c = this.#text[this.at]) {
      if (c === undefined || c === "\n") throw new Mistake(from, "string");
      if (c === "\\") this.at += 2;
      else if (!this.#insert()) this.at++;
    }
    this.at++;
  }

  #insert(): boolean {
    if (!this.#text.startsWith("{{", this.at)) return false;
    const end = endOf(this.#text, this.at + 2);
    if (end < 0) throw new Mistake(this.at, "insert");
    this.at = end + 2;
    return true;
  }

  #word(): void {
    word.lastIndex = this.at;
    const found = word.exec(this.#text);
    if (!found) throw new Mistake(this.at, "value");
    this.at += found[0].length;
  }
}
