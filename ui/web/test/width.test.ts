import assert from "node:assert/strict";
import { test } from "node:test";

import { bounds, fit, most, read } from "../src/splitter/width.ts";

test("the panel keeps more than a quarter, however wide the columns are made", () => {
  for (const whole of [968, 1150, 1310, 2000]) {
    const taken = ["chain", "data"].map((name) => fit(bounds[name]!, whole, 9999)).reduce((a, b) => a + b);
    assert.ok(taken <= whole * 0.72, `${taken} of ${whole}`);
  }
});

test("a column is never narrower than its least", () => {
  assert.equal(fit(bounds.chain!, 1310, -5), 240);
  assert.equal(fit(bounds.chain!, 100, 300), 240);
  assert.equal(most(bounds.data!, 100), 240);
});

test("only widths of columns come out of what was kept", () => {
  assert.deepEqual(read('{"chain": 300, "data": "x", "panel": 3}'), { chain: 300 });
  for (const kept of [null, "", "{", "null", "[]", "3"]) assert.deepEqual(read(kept), {});
});
