// What a chip is, in a card beside it: the way to its value, the value itself, and
// what can be done with it. The server draws the card.

import htmx from "htmx.org/dist/htmx.esm.js";

import { guard, type How } from "./guard.ts";
import { inserts, type Insert } from "./scan.ts";

/** Owner is the field whose chips have cards. */
export interface Owner extends HTMLElement {
  value: string;
  /** swap puts a text in the place of a part of the value. */
  swap(one: Insert, text: string): void;
  /** replace lets a person choose what takes a chip's place. */
  replace(one: Insert): Promise<void>;
}

/** How long the pointer rests on a chip before its card comes, and away before it goes. */
const rest = 350;
const leave = 250;

/** The card that is open; there is one at most. */
let open: Card | undefined;

/** The field in which a chip is being replaced: its card would lie over the list. */
let replacing: Owner | undefined;

/** cards shows the cards of a field's chips until the signal ends. */
export function cards(field: Owner, signal: AbortSignal): void {
  const on = { signal };
  let timer: number | undefined;
  const later = (after: number, what: () => void): void => {
    clearTimeout(timer);
    timer = window.setTimeout(what, after);
  };
  field.addEventListener("pointerover", (e) => {
    if (e.pointerType === "touch") return;
    const target = e.target as Element;
    const chip = target.closest<HTMLElement>(".chip");
    if (chip) later(rest, () => show(field, chip));
    else if (target.closest(".chip-card")) clearTimeout(timer);
    else later(leave, () => open?.of(field) && !open.held && shut());
  }, on);
  field.addEventListener("pointerleave", () => later(leave, () => open?.of(field) && !open.held && shut()), on);
  field.addEventListener("click", (e) => {
    const chip = (e.target as Element).closest<HTMLElement>(".chip");
    if (chip) show(field, chip);
  }, on);
  field.addEventListener("st:chip", (e) => {
    const { selected } = (e as CustomEvent<{ selected: boolean }>).detail;
    clearTimeout(timer);
    if (!selected) {
      replacing = undefined;
      if (open?.of(field) && !open.holds(document.activeElement)) shut();
      return;
    }
    if (replacing === field) return;
    requestAnimationFrame(() => {
      const chip = field.querySelector<HTMLElement>(".chip.is-selected");
      if (chip) show(field, chip);
    });
  }, on);
  field.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !open?.of(field)) return;
    const inside = open.holds(e.target as Element);
    shut();
    e.stopPropagation();
    if (inside) field.focus();
  }, { capture: true, signal });
  field.addEventListener("focusout", (e) => {
    if (open?.of(field) && !field.contains(e.relatedTarget as Node | null)) shut();
  }, on);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    if (open?.of(field)) shut();
  });
}

function shut(): void {
  const was = open;
  open = undefined; // first: what is removed tells that it loses the focus
  was?.close();
}

function show(field: Owner, chip: HTMLElement): void {
  if (!chip.isConnected || open?.shows(chip)) return;
  const one = insertOf(field, chip);
  const url = document.querySelector("st-ops")?.getAttribute("chip");
  if (!one || !url) return;
  shut();
  open = new Card(field, chip, one);
  void open.fill(url);
}

/** insertOf finds what a chip stands for in the field's text: the nth of those that say the same. */
function insertOf(field: Owner, chip: HTMLElement): Insert | undefined {
  const like = [...field.querySelectorAll<HTMLElement>(".chip")].filter((c) => c.dataset.ref === chip.dataset.ref && c.checkVisibility());
  return inserts(field.value).filter((i) => i.expression === chip.dataset.ref)[Math.max(0, like.indexOf(chip))];
}

class Card {
  #field: Owner;
  #chip: HTMLElement;
  #one: Insert;
  #box = document.createElement("div");
  #stop = new AbortController();

  constructor(field: Owner, chip: HTMLElement, one: Insert) {
    this.#field = field;
    this.#chip = chip;
    this.#one = one;
    this.#box.className = "popover chip-card";
    this.#box.dataset.testid = "chip-card";
    this.#box.popover = "manual";
    this.#box.setAttribute("role", "group");
    this.#box.addEventListener("mousedown", (e) => e.stopPropagation());
    this.#box.addEventListener("click", (e) => this.#click(e));
    for (const own of ["input", "change", "keydown"]) this.#box.addEventListener(own, (e) => this.#guard(e));
  }

  /** held tells that the person is in the card, or on its chip by the keyboard. */
  get held(): boolean {
    return this.holds(document.activeElement) || this.#field.querySelector(".chip.is-selected") !== null;
  }

  of(field: Owner): boolean {
    return this.#field === field;
  }

  shows(chip: HTMLElement): boolean {
    return this.#chip.isConnected && (this.#chip === chip || (this.#chip.dataset.ref === chip.dataset.ref && insertOf(this.#field, chip)?.from === this.#one.from));
  }

  holds(element: Element | null): boolean {
    return this.#box.contains(element);
  }

  /** fill asks the server for the card, and shows it when it is there. */
  async fill(url: string): Promise<void> {
    const address = new URL(url, location.href);
    address.searchParams.set("at", document.getElementById("panel")?.dataset.at ?? "");
    address.searchParams.set("scope", this.#field.dataset.scope ?? "");
    address.searchParams.set("place", this.#field.dataset.key === "left" ? "condition" : (this.#field.dataset.place ?? ""));
    address.searchParams.set("ref", this.#one.expression);
    try {
      const response = await fetch(address, { headers: { Accept: "text/html", "HX-Request": "true" }, signal: this.#stop.signal, redirect: "manual" });
      if (!response.ok) return;
      this.#box.innerHTML = await response.text();
    } catch {
      return; // a card that does not come is asked for again
    }
    if (this.#stop.signal.aborted || !this.#chip.isConnected) return;
    this.#box.setAttribute("aria-label", this.#chip.getAttribute("aria-label") ?? "");
    this.#field.append(this.#box);
    htmx.process(this.#box);
    this.#box.showPopover();
    this.#place();
  }

  close(): void {
    this.#stop.abort();
    this.#box.remove();
  }

  /** place puts the card under its chip, or above it where there is no room. */
  #place(): void {
    const chip = this.#chip.getBoundingClientRect();
    const box = this.#box.getBoundingClientRect();
    const gap = 4;
    const under = chip.bottom + gap + box.height <= innerHeight;
    this.#box.style.top = `${Math.max(gap, under ? chip.bottom + gap : chip.top - gap - box.height)}px`;
    this.#box.style.left = `${Math.max(gap, Math.min(chip.left, innerWidth - gap - box.width))}px`;
  }

  /** guard says what becomes of the parameter when it is empty. The card's controls are no fields of the draft. */
  #guard(event: Event): void {
    event.stopPropagation();
    const around = (event.target as Element).closest<HTMLElement>("[data-guard]");
    const how = around?.querySelector<HTMLSelectElement>("[data-guard-how]");
    const text = around?.querySelector<HTMLInputElement>("[data-guard-text]");
    const enters = event instanceof KeyboardEvent && event.key === "Enter" && event.target === text;
    if (open !== this) return; // a field that goes tells its change too
    if (!around || !how || !text || (event.type !== "change" && !enters)) return;
    if (enters) event.preventDefault();
    if (event.target === how) {
      text.hidden = how.value !== "text";
      if (!text.hidden) return text.focus();
    }
    const { ref = "", name = "" } = around.dataset;
    shut();
    this.#field.swap(this.#one, `{{ ${guard({ ref, how: how.value as How, text: text.value }, name)} }}`);
    this.#field.focus();
  }

  #click(event: Event): void {
    const target = event.target as Element;
    event.stopPropagation();
    const ref = target.closest<HTMLElement>("[data-instead]")?.dataset.instead;
    if (ref !== undefined) {
      shut();
      this.#field.swap(this.#one, `{{ ${ref} }}`);
      this.#field.focus();
    } else if (target.closest("[data-replace]")) {
      shut();
      replacing = this.#field;
      void this.#field.replace(this.#one);
    }
  }
}
