import assert from "node:assert/strict";
import { test } from "node:test";

import { stops, where, within, type List } from "../src/chain/place.ts";
import { ago, due } from "../src/time/ago.ts";

const lists: List[] = [
  { parent: "", branch: "", ids: ["source", "a", "if", "z"] },
  { parent: "if", branch: "yes", ids: ["b"] },
  { parent: "if", branch: "otherwise", ids: [] },
];
const said = (id: string): string => stops(lists, id).map((s) => `${s.branch}>${s.after}`).join(" ");

test("an action may stand behind the source, behind others and in branches", () => {
  assert.equal(said("a"), ">source yes> yes>b otherwise> >if >z");
});

test("an action never stands in itself", () => {
  assert.equal(said("if"), ">source >a >z");
  assert.ok(within(lists, "if", { parent: "if", branch: "yes", after: "b" }));
  assert.ok(!within(lists, "a", { parent: "if", branch: "yes", after: "b" }));
});

test("the place an action has is found", () => {
  assert.deepEqual(where(lists, "z"), { parent: "", branch: "", after: "if" });
  assert.deepEqual(where(lists, "b"), { parent: "if", branch: "yes", after: "" });
  assert.equal(where(lists, "nobody"), null);
});

test("times are told in the language of the page", () => {
  assert.equal(ago(0, 61_000, "en"), "1 minute ago");
  assert.equal(ago(7_200_000, 0, "ru"), "через 2 часа");
  assert.equal(ago(0, 172_800_000, "pt-BR"), "anteontem");
  assert.equal(due(0, 5_000), 1000);
});
