import assert from "node:assert/strict";
import { test } from "node:test";

import { face, type Names } from "../src/chips/face.ts";
import { guard, guarded } from "../src/chips/guard.ts";
import { check } from "../src/chips/json.ts";
import { inserts, reference } from "../src/chips/scan.ts";

test("every {{ }} is found, whatever stands in its strings and maps", () => {
  const found = (text: string): string[] => inserts(text).map((i) => i.expression);
  assert.deepEqual(found("a{{ b.c }}d{{e}}"), ["b.c", "e"]);
  assert.deepEqual(found('{{ "}}" + x }}'), ['"}}" + x']);
  assert.deepEqual(found('{{ {"a": {"b": 1}}["a"] }}'), ['{"a": {"b": 1}}["a"]']);
  assert.deepEqual(found("{{ }} {{ a"), []);
  assert.deepEqual(found("{{ half {{ whole }}"), ["whole"]);
  assert.deepEqual(found(""), []);
});

test("the places are those of the braces", () => {
  const text = "x{{ a }}y";
  const [one] = inserts(text);
  assert.equal(text.slice(one?.from, one?.to), "{{ a }}");
});

test("a plain reference is told from a formula", () => {
  assert.deepEqual(reference('request.json["odd key"][0].id'), { name: "request", parts: ["json", "odd key", 0, "id"] });
  assert.deepEqual(reference("item"), { name: "item", parts: [] });
  for (const other of ["a + b", "upper(a)", "a?.b", "true", '"text"', "a.", "a[b]", "1"]) assert.equal(reference(other), null, other);
});

const names: Names = {
  of: {
    request: { title: "Get request", number: 2, kind: "http", fields: { json: "Response body" } },
    lead: { title: "Lead", number: 4, kind: "json", later: true },
  },
  label: "parameter {name}",
  value: "parameter {name}, last value {value}",
  broken: "parameter {name}, cannot be found",
  formula: "formula {name}",
  default: "{name}, if empty: {text}",
  required: "{name}, must not be empty",
};

test("a chip shows the ends of its way and says all of it", () => {
  const f = face("request.json.request[0].id", names, "48211");
  assert.deepEqual([f.bead, f.from, f.last], ["2", "Get request › Response body › … ›", "id"]);
  assert.equal(f.label, "parameter Get request, Response body, request, 1, id, last value 48211");
  assert.ok(!f.broken);
});

test("an unknown name, and one that runs later, are broken", () => {
  assert.ok(face("nothing.x", names).broken);
  assert.ok(face("lead.json", names).broken);
  assert.equal(face("upper(request.x)", names).bead, "ƒ");
});

test("JSON with parameters is JSON", () => {
  const good = ["{{ a }}", '{"a": {{ b }}, "c{{ d }}": "e {{ f }} \\" g", "h": [1, -2.5e3, true, null, {}]}', " [ ] ", '"{{ "}}" }}"'];
  for (const text of good) assert.equal(check(text), null, text);
});

test("the first mistake is found, and what was expected there", () => {
  const bad: [string, number, string][] = [
    ["", 0, "value"],
    ['{"a" 1}', 5, "colon"],
    ['{"a": 1 "b": 2}', 8, "comma"],
    ['{"a": 1,}', 8, "key"],
    ["{a: 1}", 1, "key"],
    ["[1, ]", 4, "value"],
    ['{"a": "b}', 6, "string"],
    ["[{{ a ]", 1, "insert"],
    ["1 2", 2, "end"],
    ["[01]", 1, "value"],
    ["[".repeat(300), 201, "deep"],
  ];
  for (const [text, at, wrong] of bad) assert.deepEqual(check(text), { at, wrong }, text.slice(0, 20));
});

test("a guard around a reference is told, and put around it again", () => {
  const all: [string, string, string, string][] = [
    ["source.phone", "source.phone", "", ""],
    ['default(source.json["odd key"], "a \\"b\\" }}")', 'source.json["odd key"]', "text", 'a "b" }}'],
    ['required(fields.client[0].name, "Fields › name")', "fields.client[0].name", "stop", ""],
  ];
  for (const [expression, ref, how, text] of all) {
    const around = guarded(expression);
    assert.deepEqual(around, { ref, how, text });
    assert.equal(guard(around, "Fields › name"), expression);
    assert.deepEqual(inserts(`x{{ ${expression} }}y`).map((i) => i.expression), [expression]);
  }
  for (const other of ["default(a + b, \"x\")", "default(a, b)", "required(upper(a))", "default(a)", "defaults(a, \"x\")"]) assert.equal(guarded(other).how, "", other);
  const f = face('default(request.json.request[0].id, "none")', names, "48211");
  assert.deepEqual([f.bead, f.last, f.mark], ["2", "id", "?"]);
  assert.equal(f.ref, 'default(request.json.request[0].id, "none")');
  assert.ok(f.label.endsWith("last value 48211, if empty: none"));
  assert.equal(face("required(request.status)", names).mark, "*");
});
