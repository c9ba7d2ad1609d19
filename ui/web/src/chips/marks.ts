// Chips inside the editor: each {{ }} is one thing that the caret jumps over.

import { Prec, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, ViewPlugin, WidgetType, type Command, type DecorationSet, type ViewUpdate } from "@codemirror/view";

import { chip } from "./chip.ts";
import { inserts, type Insert } from "./scan.ts";

/** anew has all chips drawn again: the names have changed. */
export const anew = StateEffect.define<null>();

const open = StateEffect.define<{ from: number; to: number }>();

/** The chip that is open as text, until the caret leaves it. */
const opened = StateField.define<{ from: number; to: number } | null>({
  create: () => null,
  update(now, tr) {
    for (const e of tr.effects) if (e.is(open)) return e.value;
    if (!now) return null;
    const at = { from: tr.changes.mapPos(now.from, 1), to: tr.changes.mapPos(now.to, -1) };
    const { head } = tr.state.selection.main;
    return head <= at.from || head >= at.to ? null : at;
  },
});

class ChipWidget extends WidgetType {
  readonly expression: string;
  readonly selected: boolean;
  readonly turn: number;

  constructor(expression: string, selected: boolean, turn: number) {
    super();
    this.expression = expression;
    this.selected = selected;
    this.turn = turn;
  }

  override eq(other: ChipWidget): boolean {
    return other.expression === this.expression && other.selected === this.selected && other.turn === this.turn;
  }

  override toDOM(): HTMLElement {
    const element = chip(this.expression);
    element.classList.toggle("is-selected", this.selected);
    return element;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

class Chips {
  drawn: DecorationSet;
  all: Insert[];
  #turn = 0;
  #selected = false;

  constructor(view: EditorView) {
    this.all = inserts(view.state.doc.toString());
    this.drawn = this.#draw(view.state);
  }

  update(u: ViewUpdate): void {
    const again = u.transactions.some((tr) => tr.effects.some((e) => e.is(anew)));
    if (again) this.#turn++;
    if (u.docChanged) this.all = inserts(u.state.doc.toString());
    if (u.docChanged || u.selectionSet) this.#tell(u.view);
    if (u.docChanged || u.selectionSet || again || u.startState.field(opened) !== u.state.field(opened)) {
      this.drawn = this.#draw(u.state);
    }
  }

  /** tell says whether a chip alone is selected now. */
  #tell(view: EditorView): void {
    const { main } = view.state.selection;
    const selected = !main.empty && this.all.some((one) => one.from === main.from && one.to === main.to);
    if (!selected && !this.#selected) return;
    this.#selected = selected;
    view.dom.dispatchEvent(new CustomEvent("st:chip", { bubbles: true, detail: { selected } }));
  }

  #draw(state: EditorState): DecorationSet {
    const except = state.field(opened);
    const { main } = state.selection;
    return Decoration.set(
      this.all
        .filter((one) => !except || one.to <= except.from || one.from >= except.to)
        .map((one) => {
          const selected = !main.empty && main.from <= one.from && main.to >= one.to;
          const widget = new ChipWidget(one.expression, selected, this.#turn);
          return Decoration.replace({ widget }).range(one.from, one.to);
        }),
    );
  }
}

const plugin = ViewPlugin.fromClass(Chips, {
  decorations: (chips) => chips.drawn,
  provide: (of) => EditorView.atomicRanges.of((view) => view.plugin(of)?.drawn ?? Decoration.none),
  eventHandlers: {
    mousedown(event, view) {
      const one = at(view, event.target);
      if (!one || event.button !== 0) return false;
      view.focus();
      view.dispatch(event.detail > 1 ? opening(one) : { selection: { anchor: one.from, head: one.to } });
      return true;
    },
  },
});

/** chips has the editor show its {{ }} as chips. */
export function chips(): Extension {
  return [
    opened,
    plugin,
    Prec.high(
      keymap.of([
        { key: "Backspace", run: grasp((one, head) => one.to === head) },
        { key: "Delete", run: grasp((one, head) => one.from === head) },
        { key: "Enter", run: openSelected },
      ]),
    ),
  ];
}

/** grasp selects the chip beside the caret; a selected one is deleted as any text is. */
function grasp(beside: (one: Insert, head: number) => boolean): Command {
  return (view) => {
    const { main } = view.state.selection;
    const one = main.empty ? closed(view).find((c) => beside(c, main.head)) : undefined;
    if (!one) return false;
    view.dispatch({ selection: { anchor: one.from, head: one.to } });
    return true;
  };
}

const openSelected: Command = (view) => {
  const { main } = view.state.selection;
  const one = main.empty ? undefined : closed(view).find((c) => c.from === main.from && c.to === main.to);
  if (!one) return false;
  view.dispatch(opening(one));
  return true;
};

function opening(one: Insert): { effects: StateEffect<{ from: number; to: number }>; selection: { anchor: number } } {
  return { effects: open.of({ from: one.from, to: one.to }), selection: { anchor: one.to - 2 } };
}

/** closed lists the chips that are not open as text. */
function closed(view: EditorView): Insert[] {
  const except = view.state.field(opened);
  return (view.plugin(plugin)?.all ?? []).filter((c) => !except || c.to <= except.from || c.from >= except.to);
}

function at(view: EditorView, target: EventTarget | null): Insert | undefined {
  const element = target instanceof Element ? target.closest(".chip") : null;
  if (!element || !view.contentDOM.contains(element)) return undefined;
  const from = view.posAtDOM(element);
  return closed(view).find((c) => c.from === from);
}
