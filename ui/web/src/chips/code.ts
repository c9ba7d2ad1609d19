// The editor as a text of JSON: colours, line numbers, and a word about the first
// mistake.

import { indentLess, indentMore, insertNewlineKeepIndent } from "@codemirror/commands";
import { RangeSetBuilder, StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";

import { fill } from "../fill.ts";
import { check, type Problem } from "./json.ts";

/** How long typing rests, in milliseconds, before a mistake is marked. */
const rest = 500;

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b|[{}[\],:]/g;
const key = Decoration.mark({ class: "key" });
const string = Decoration.mark({ class: "str" });
const scalar = Decoration.mark({ class: "num" });
const sign = Decoration.mark({ class: "pun" });
const wrongLine = Decoration.line({ class: "is-wrong" });

/** code makes the editor one of JSON. The element outside tells mistakes, in its own words. */
export function code(outside: HTMLElement): Extension {
  return [
    lineNumbers(),
    colours,
    mistakes,
    watcher(outside),
    keymap.of([
      { key: "Enter", run: insertNewlineKeepIndent },
      { key: "Mod-]", run: indentMore },
      { key: "Mod-[", run: indentLess },
    ]),
  ];
}

const colours = ViewPlugin.fromClass(
  class {
    drawn: DecorationSet;

    constructor(view: EditorView) {
      this.drawn = paint(view);
    }

    update(u: ViewUpdate): void {
      if (u.docChanged || u.viewportChanged) this.drawn = paint(u.view);
    }
  },
  { decorations: (c) => c.drawn },
);

function paint(view: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (const m of view.state.sliceDoc(from, to).matchAll(token)) {
      const at = from + m.index;
      const length = (m[1] ?? m[0]).length;
      const first = m[0][0] ?? "";
      const mark = m[2] !== undefined ? key : m[1] !== undefined ? string : "{}[],:".includes(first) ? sign : scalar;
      marks.add(at, at + length, mark);
    }
  }
  return marks.finish();
}

const found = StateEffect.define<Problem | null>();

const mistakes = StateField.define<Problem | null>({
  create: (state) => check(state.doc.toString()),
  update(now, tr) {
    for (const e of tr.effects) if (e.is(found)) return e.value;
    return now && tr.docChanged ? { ...now, at: tr.changes.mapPos(now.at) } : now;
  },
  provide: (field) =>
    EditorView.decorations.compute([field, "doc"], (state) => {
      const problem = state.field(field);
      if (!problem) return Decoration.none;
      return Decoration.set(wrongLine.range(state.doc.lineAt(Math.min(problem.at, state.doc.length)).from));
    }),
});

/** watcher looks for mistakes while typing rests, and says the first one. */
function watcher(outside: HTMLElement): Extension {
  return ViewPlugin.fromClass(
    class {
      #timer: number | undefined;
      #view: EditorView;
      #words: HTMLElement;

      constructor(view: EditorView) {
        this.#view = view;
        this.#words = document.createElement("p");
        this.#words.className = "error";
        this.#words.setAttribute("role", "status");
        this.#words.dataset.testid = "json-problem";
        outside.append(this.#words);
        this.#say();
      }

      update(u: ViewUpdate): void {
        if (u.docChanged) {
          clearTimeout(this.#timer);
          this.#timer = window.setTimeout(() => this.#look(), rest);
        }
        if (u.startState.field(mistakes) !== u.state.field(mistakes)) this.#say();
      }

      destroy(): void {
        clearTimeout(this.#timer);
        this.#words.remove();
      }

      #look(): void {
        this.#view.dispatch({ effects: found.of(check(this.#view.state.doc.toString())) });
      }

      #say(): void {
        const { state } = this.#view;
        const problem = state.field(mistakes);
        outside.dataset.state = problem ? "wrong" : "right";
        this.#words.textContent = problem ? sentence(outside, problem, state.doc.lineAt(Math.min(problem.at, state.doc.length)).number) : "";
      }
    },
  );
}

/** sentence is what the page says about a kind of mistake: data-wrong holds JSON of them. */
function sentence(outside: HTMLElement, problem: Problem, line: number): string {
  const words = JSON.parse(outside.dataset.wrong ?? "{}") as Record<string, string>;
  return fill(words[problem.wrong], { line });
}
