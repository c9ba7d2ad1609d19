import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue, touches, type Change } from "../src/ops/queue.ts";

let n = 0;
function set(scope: string, value: unknown, group = ""): Change {
  return { id: `c${++n}`, kind: "set", scope, value, group, base: 1 };
}
const said = (q: Queue): string => q.all().map((c) => `${c.scope ?? c.kind}=${String(c.value)}`).join(" ");

test("of one scope only the newest value waits, in the place of the first", () => {
  const q = new Queue();
  q.add(set("a", 1));
  q.add(set("b", 1));
  q.add(set("a", 2));
  assert.equal(said(q), "a=2 b=1");
});

test("nothing is merged across a change that cannot change places with it", () => {
  const q = new Queue();
  q.add(set("actions/x/title", 1));
  q.add({ id: "m", kind: "move", scope: "actions/x", group: "", base: 1 });
  q.add(set("actions/x/title", 2));
  q.add(set("source/with", 1));
  q.add(set("source", 2));
  q.add(set("source/with", 3));
  assert.equal(q.size, 6);
});

test("a new thing to undo is a change of its own", () => {
  const q = new Queue();
  q.add(set("a", 1, "g1"));
  q.add(set("a", 2, "g2"));
  assert.equal(q.size, 2);
});

test("what may have reached the server is sent again as it was", () => {
  const q = new Queue();
  const first = set("a", 1);
  q.add(first);
  assert.deepEqual(q.take(), [first]);
  assert.deepEqual(q.take(), []);
  q.keep();
  q.add(set("a", 2));
  assert.deepEqual(q.take().map((c) => c.value), [1, 2]);
  q.confirm();
  assert.equal(q.size, 0);
});

test("what was kept from another day is never merged", () => {
  const q = new Queue([set("a", 1)]);
  q.add(set("a", 2));
  assert.equal(said(q), "a=1 a=2");
});

test("waiting changes move on to a revision unless someone else changed their scope", () => {
  const q = new Queue();
  q.add(set("a", 1));
  q.add(set("b", 1));
  q.seen(7, (scope) => scope === "a");
  assert.deepEqual(q.take().map((c) => `${c.scope}@${c.base}`), ["a@1"]);
  q.confirm();
  assert.deepEqual(q.take().map((c) => `${c.scope}@${c.base}`), ["b@7"]);
});

test("a scope touches itself and what is in it, not what only begins alike", () => {
  assert.ok(touches("source", "source/with"));
  assert.ok(touches("a/b", "a"));
  assert.ok(!touches("a/b", "a/bc"));
});

test("no order of adding and sending loses the last value of a scope", () => {
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 300; round++) {
    const q = new Queue();
    const server = new Map<string, unknown>();
    const last = new Map<string, unknown>();
    const seen = new Set<string>();
    const send = (lost: boolean, heard: boolean): void => {
      for (const c of q.take()) if (!lost && !seen.has(c.id) && c.scope) server.set(c.scope, c.value), seen.add(c.id);
      if (heard && !lost) q.confirm();
      else q.keep();
    };
    for (let i = 0; i < 12; i++) {
      const scope = `s${next(3)}`;
      last.set(scope, i);
      q.add(set(scope, i, `g${next(2)}`));
      if (next(2)) send(next(2) === 0, next(2) === 0);
    }
    while (q.size > 0) send(false, true);
    assert.deepEqual([...server].sort(), [...last].sort());
  }
});
