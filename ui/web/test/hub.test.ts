import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { events, Hub, type Source, type Told } from "../src/streams/hub.ts";

class Fake implements Source {
  readyState = 0;
  onerror: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  #hear = new Map<string, () => void>();
  of: string[];
  constructor(url: string) {
    this.of = new URLSearchParams(url.split("?")[1]).getAll("of");
  }
  addEventListener(name: string, hear: () => void): void {
    this.#hear.set(name, hear);
  }
  close(): void {
    this.readyState = 2;
  }
  ready(): void {
    this.readyState = 1;
    this.#hear.get("ready")?.();
  }
  say(place: number, said: string): void {
    this.onmessage?.({ data: JSON.stringify([place, said]) } as MessageEvent);
  }
  fail(state: number): void {
    this.readyState = state;
    this.onerror?.({} as Event);
  }
}

let opened: Fake[] = [];
let hub: Hub;
const heard = (): { all: string[]; hear: (told: Told) => void } => {
  const all: string[] = [];
  return { all, hear: (told) => all.push(told.kind === "event" ? `${told.name}:${told.data}` : told.kind) };
};
const last = (): Fake => {
  const one = opened.at(-1);
  assert.ok(one);
  return one;
};

mock.timers.enable({ apis: ["setTimeout"] });
beforeEach(() => {
  opened = [];
  hub = new Hub((url) => {
    const one = new Fake(url);
    opened.push(one);
    return one;
  });
});

test("pages that come together share one connection, and each hears its own stream", () => {
  const [a, b] = [heard(), heard()];
  hub.join("a", "/p/1/live?x=1&y", a.hear);
  hub.join("b", "/p/2/live", b.hear);
  mock.timers.tick(50);
  assert.equal(opened.length, 1);
  assert.deepEqual(last().of, ["/p/1/live?x=1&y", "/p/2/live"]);
  last().ready();
  last().say(1, "event: draft\ndata: 2\n\n: still here\n\n");
  assert.deepEqual([a.all, b.all], [[], ["draft:2"]]);
});

test("what was heard goes on until the next connection is ready", () => {
  const [a, b] = [heard(), heard()];
  hub.join("a", "/a/live", a.hear);
  mock.timers.tick(50);
  const first = last();
  first.ready();
  hub.join("b", "/b/live", b.hear);
  mock.timers.tick(50);
  assert.equal(first.readyState, 1);
  first.say(0, "data: still\n\n");
  last().ready();
  assert.equal(first.readyState, 2);
  last().say(0, "data: more\n\n");
  assert.deepEqual(a.all, ["message:still", "message:more"]);
  hub.leave("a");
  hub.leave("b");
  mock.timers.tick(50);
  assert.equal(last().readyState, 2);
  assert.equal(opened.length, 2);
});

test("a page that says again what it hears changes nothing", () => {
  hub.join("a", "/a/live", heard().hear);
  mock.timers.tick(50);
  last().ready();
  hub.join("a", "/a/live", heard().hear);
  mock.timers.tick(50);
  assert.equal(opened.length, 1);
});

test("a stream that is lost is told of once, and once when it is found", () => {
  const a = heard();
  hub.join("a", "/a/live", a.hear);
  mock.timers.tick(50);
  last().ready();
  last().fail(0);
  last().fail(0);
  assert.equal(opened.length, 1); // it tries by itself
  const b = heard();
  last().fail(2);
  mock.timers.tick(999);
  assert.equal(opened.length, 1);
  mock.timers.tick(1);
  assert.equal(opened.length, 2);
  hub.join("b", "/b/live", b.hear);
  mock.timers.tick(50);
  last().ready();
  assert.deepEqual([a.all, b.all], [["lost", "found"], ["lost", "found"]]);
});

test("events are taken apart", () => {
  assert.deepEqual(events("event: a\ndata: 1\ndata: 2\n\n: x\n\ndata: <p>\n\nevent: none\n\n"), [
    { kind: "event", name: "a", data: "1\n2" },
    { kind: "event", name: "message", data: "<p>" },
  ]);
});
