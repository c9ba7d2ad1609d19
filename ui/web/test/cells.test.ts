import assert from "node:assert/strict";
import { test } from "node:test";

import { cells, doubles } from "../src/grid/cells.ts";

test("a range from a spreadsheet is taken apart", () => {
  for (const [text, want] of [
    ["a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]],
    ["a\tb\r\n1\t2", [["a", "b"], ["1", "2"]]],
    ['"x\ny"\t"say ""hi"""', [["x\ny", 'say "hi"']]],
    ["5\" pipe\t1", [['5" pipe', "1"]]],
    ["\t\n", [["", ""]]],
    ["a", [["a"]]],
    ["", []],
  ] as [string, string[][]][]) {
    assert.deepEqual(cells(text), want, JSON.stringify(text));
  }
});

test("rows with one key are found, blank ones are not", () => {
  assert.deepEqual(doubles([["a"], ["b"], [" a "], [""], [""], ["a"]]), [[2, 0], [5, 0]]);
  assert.deepEqual(doubles([["a", "1"], ["a", "2"], ["a", "1"]]), [[2, 0]]);
  assert.deepEqual(doubles([["ab", "c"], ["a", "bc"]]), []);
});
