// The editor behind a field of chips. It is the largest thing the browser loads, so
// it comes when the first field is entered.

import { closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, redoDepth, undoDepth } from "@codemirror/commands";
import { Annotation, Compartment, EditorState, Prec, Transaction, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";

import { code } from "./code.ts";
import { asks, completions } from "./complete.ts";
import { anew, chips } from "./marks.ts";
import { inserts, type Insert } from "./scan.ts";
import { adoptStyles } from "./styles.ts";

/** Field is what the island does with its editor. */
export interface Field {
  focus(): void;
  /** set replaces the text as the server says; it is no change of the person's. */
  set(text: string): void;
  insert(text: string): void;
  redraw(): void;
  complete(): void;
  /** put writes a text in the place of a part of it, and the caret behind. */
  put(one: Insert, text: string): void;
  /** replace selects a part of the text and opens the list of what may take its place. */
  replace(one: Insert): void;
  /** caret is where in the window a text dropped at a point would begin. */
  caret(x: number, y: number): { left: number; top: number; bottom: number } | null;
  /** drop puts a text where a point is, and the caret behind. */
  drop(text: string, x: number, y: number): void;
  describe(area: HTMLTextAreaElement): void;
  destroy(): void;
}

/** Told is what the island hears of its editor. */
interface Told {
  changed(text: string): void;
  enter(): void;
}

const byServer = Annotation.define<boolean>();

adoptStyles();

/** mount puts an editor into a field, with the text and caret of its textarea. */
export function mount(host: HTMLElement, area: HTMLTextAreaElement, told: Told): Field {
  const said = new Compartment();
  const place = host.dataset.place ?? "text";
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: area.value,
      selection: { anchor: area.selectionStart, head: area.selectionEnd },
      extensions: [
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        EditorState.readOnly.of(area.readOnly),
        said.of(attributes(host, area)),
        placeholder(area.placeholder),
        completions(place),
        chips(),
        "multiline" in host.dataset ? lines(host, place) : oneLine(told),
        Prec.high(keymap.of(undoing(host))),
        keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap.filter((k) => k.key !== "Mod-Enter")]),
        EditorView.updateListener.of((u) => {
          if (u.docChanged && !u.transactions.some((tr) => tr.annotation(byServer))) told.changed(u.state.doc.toString());
        }),
      ],
    }),
  });
  // What was typed while the editor was on its way may ask for the list already.
  if (asks(area.value.slice(0, area.selectionStart).split("\n").at(-1) ?? "", place)) startCompletion(view);
  return {
    focus: () => view.focus(),
    set: (text) => set(view, text),
    insert(text) {
      view.dispatch(view.state.replaceSelection(text), { userEvent: "input", scrollIntoView: true });
      view.focus();
    },
    redraw: () => view.dispatch({ effects: anew.of(null) }),
    complete: () => startCompletion(view),
    put(one, insert) {
      view.dispatch({ changes: { from: one.from, to: one.to, insert }, selection: { anchor: one.from + insert.length }, userEvent: "input" });
    },
    replace(one) {
      view.focus();
      view.dispatch({ selection: { anchor: one.from, head: one.to } });
      startCompletion(view);
    },
    caret: (x, y) => view.coordsAtPos(beside(view, x, y)),
    drop(text, x, y) {
      const from = beside(view, x, y);
      view.focus();
      view.dispatch({ changes: { from, insert: text }, selection: { anchor: from + text.length }, userEvent: "input.drop" });
    },
    describe: (of) => view.dispatch({ effects: said.reconfigure(attributes(host, of)) }),
    destroy: () => view.destroy(),
  };
}

/** beside is the place in the text at a point; at the nearer end of a chip, never in one. */
function beside(view: EditorView, x: number, y: number): number {
  const at = view.posAtCoords({ x, y }, false);
  const one = inserts(view.state.doc.toString()).find((i) => i.from < at && at < i.to);
  if (!one) return at;
  const start = view.coordsAtPos(one.from, 1)?.left ?? x;
  const end = view.coordsAtPos(one.to, -1)?.right ?? x;
  return x - start < end - x ? one.from : one.to;
}

/** set changes only what differs, so that a caret elsewhere stays. */
function set(view: EditorView, text: string): void {
  const now = view.state.doc.toString();
  let from = 0;
  while (from < now.length && from < text.length && now[from] === text[from]) from++;
  let end = 0;
  while (end < now.length - from && end < text.length - from && now[now.length - 1 - end] === text[text.length - 1 - end]) end++;
  view.dispatch({
    changes: { from, to: now.length - end, insert: text.slice(from, text.length - end) },
    annotations: [byServer.of(true), Transaction.addToHistory.of(false)],
  });
}

function oneLine(told: Told): Extension {
  return [
    EditorView.clipboardInputFilter.of((text) => text.replace(/\s*\n\s*/g, " ").trim()),
    EditorState.transactionFilter.of((tr) => (tr.newDoc.lines > 1 && tr.isUserEvent("input") ? [] : tr)),
    keymap.of([{ key: "Enter", run: () => (told.enter(), true) }]),
  ];
}

function lines(host: HTMLElement, place: string): Extension {
  return place === "json" ? [closeBrackets(), keymap.of(closeBracketsKeymap), code(host)] : [];
}

/** undoing hands undo and redo on to the draft when the field has none of its own left. */
function undoing(host: HTMLElement): { key: string; mac?: string; run(view: EditorView): boolean }[] {
  const ask = (kind: "undo" | "redo") => {
    host.dispatchEvent(new CustomEvent("st:op", { bubbles: true, detail: { kind, group: "" } }));
    return true;
  };
  return [
    { key: "Mod-z", run: (view) => undoDepth(view.state) === 0 && ask("undo") },
    { key: "Mod-y", run: (view) => redoDepth(view.state) === 0 && ask("redo") },
    { key: "Mod-Shift-z", run: (view) => redoDepth(view.state) === 0 && ask("redo") },
  ];
}

/** attributes say of the editor what the page says of the textarea. */
function attributes(host: HTMLElement, area: HTMLTextAreaElement): Extension {
  const label = area.getAttribute("aria-label") ?? area.labels?.[0]?.firstChild?.textContent?.trim();
  const all: Record<string, string> = { "aria-multiline": String("multiline" in host.dataset) };
  if (label) all["aria-label"] = label;
  for (const name of ["aria-invalid", "aria-describedby", "inputmode", "spellcheck"]) {
    const value = area.getAttribute(name);
    if (value) all[name] = value;
  }
  return EditorView.contentAttributes.of(all);
}
