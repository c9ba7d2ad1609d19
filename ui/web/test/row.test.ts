import assert from "node:assert/strict";
import { test } from "node:test";

import { pairs, rows } from "../src/ops/row.ts";
import { canonical, free, last, lines } from "../src/rows/path.ts";

test("rows that are wholly empty are left out, also with a choice in them", () => {
  const table = [
    [{ key: "name", value: "id" }, { key: "path", value: "" }, { key: "missing", value: "empty", quiet: true }],
    [{ key: "name", value: null }, { key: "path", value: null }, { key: "missing", value: "empty", quiet: true }],
  ];
  assert.deepEqual(rows(table), [{ name: "id", missing: "empty" }]);
});

test("pairs are one object; a name given twice has a list, and no name is a trap", () => {
  const row = (name: string, value: string) => [{ key: "name", value: name }, { key: "value", value }];
  assert.deepEqual(pairs([row("a", "1"), row("b", "2"), row("a", "3"), row("", "x")]), { a: ["1", "3"], b: "2" });
  assert.equal(JSON.stringify(pairs([row("__proto__", "1")])), '{"__proto__":"1"}');
  assert.equal(pairs([]), null);
});

test("the ways to write a path are one path", () => {
  const want = '["request"][0]["id"]';
  for (const path of [want, "request[0].id", "$.request[0].id", "/request/0/id", "$['request'][0]['id']", " request[0].id "]) {
    assert.equal(canonical(path), want, path);
  }
  assert.equal(canonical("odd-key.имя"), '["odd-key"]["имя"]');
});

test("what is more than a path stays as it is", () => {
  for (const path of ["$..id", "$.a[*]", "$.a[?(@.b)]", "$.a[-1]", "a b", "", "[1"]) assert.equal(canonical(path), path);
});

test("pasted lines are rows", () => {
  assert.deepEqual(lines('id - ["request"][0]["id"]\n\n name\tclient.name\nphone = /p\n["a"]["b"]'), [
    { name: "id", path: '["request"][0]["id"]' },
    { name: "name", path: '["client"]["name"]' },
    { name: "phone", path: '["p"]' },
    { name: "b", path: '["a"]["b"]' },
  ]);
  assert.equal(last('["request"][0]'), "request");
  assert.equal(free("id", ["id", "id_2"]), "id_3");
});
