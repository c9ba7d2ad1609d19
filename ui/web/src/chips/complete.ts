// The list of parameters at the caret: { or / and letters open it.

import { autocompletion, closeCompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

import { face } from "./face.ts";
import { known } from "./names.ts";

/** How many parameters the list shows. */
const most = 60;

const brace = /\{\{?\s*([^{}\n]*)$/;
const slash = /(?:^|[\s"'([,;>=])\/(\p{L}[\p{L}\p{N}_ .-]*)$/u;

/** completions opens the list as a place allows: an address is full of slashes. */
export function completions(place: string): Extension {
  return autocompletion({
    override: [(context) => list(context, place)],
    icons: false,
    interactionDelay: 0,
    maxRenderedOptions: most,
  });
}

/** asks reports whether what stands before the caret asks for the list. */
export function asks(before: string, place: string): boolean {
  return sign(before, place) !== null;
}

function sign(before: string, place: string): RegExpExecArray | null {
  return brace.exec(before) ?? (place === "url" ? null : slash.exec(before));
}

function list(context: CompletionContext, place: string): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const by = sign(before, place);
  if (!by && !context.explicit) return null;
  const asked = by?.[1] ?? "";
  const at = by ? before.length - by[0].length + by[0].search(/[{/]/) : before.length;
  // Updated at once with every letter: Enter may follow the last one closely.
  const update: CompletionResult["update"] = (_result, _from, _to, now) => list(now, place);
  return { from: line.from + at, options: found(asked), filter: false, update };
}

/** found lists what the data of the page holds under all asked words. */
function found(asked: string): Completion[] {
  const words = plain(asked).split(/[\s.›]+/).filter(Boolean);
  const names = known();
  const all: Completion[] = [];
  for (const row of document.querySelectorAll<HTMLElement>("[data-testid=tree-row][data-ref]")) {
    const ref = row.dataset.ref ?? "";
    if (ref === "" || row.localName === "details") continue;
    const f = face(ref, names);
    const label = f.from ? `${f.from} ${f.last}` : f.last;
    const text = plain(`${label} ${ref}`);
    if (!words.every((w) => text.includes(w))) continue;
    all.push({ label, detail: row.dataset.value ?? "", apply: (view, _, from, to) => put(view, ref, from, to) });
    if (all.length === most) break;
  }
  return all;
}

function put(view: EditorView, ref: string, from: number, to: number): void {
  const insert = `{{ ${ref} }}`;
  const { main } = view.state.selection;
  if (!main.empty) ({ from, to } = main); // a chip that is replaced
  closeCompletion(view);
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.complete" });
}

/** plain makes letters alike that people do not tell apart when they search. */
function plain(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}
