package trial_test

import (
	"fmt"
	"slices"
	"testing"

	"stanok/engine"
	"stanok/engine/trial"
)

const orderedDraft = `
format: 1
name: Order
source: {type: webhook, with: {params: [{name: r_id}, {name: city}]}}
actions:
  - {id: get, type: http.request, with: {connection: own, url: "{{ connection.address }}/answer"}}
  - id: fields
    type: json.parse
    with:
      from: "{{ get.body }}"
      fields:
        - {name: surname, path: '["request"][0]["client"]["surname"]'}
        - {name: client, path: '["request"][0]["client"]'}
        - {name: all, path: '["request"]'}
  - id: each
    type: loop
    with: {over: "{{ get.json.request }}"}
    branches:
      each:
        - {id: inside, type: set, with: {values: {x: "{{ item.client }}", a: 1}}}
  - {id: lead, type: json.compose, with: {template: '{"values": {"phone": 1, "name": {{ fields.client }}}, "method": "create"}'}}
`

func TestValuesAreInTheOrderInWhichTheyCame(t *testing.T) {
	w := newWorld(t)
	const answer = `{"total":2,"request":[{"id":7,"client":{"surname":"B","name":"A"},"api_key":"s"},{"api_key":"s","client":{"name":"A","surname":"B"},"id":8}],"at":0}`
	w.serve("/answer", "application/json", answer)
	w.connect("own", map[string]string{"address": w.origins["own"]}, nil)
	p := w.create(orderedDraft)
	w.json(p, `{"r_id":5,"lead":{"name":"N","id":1},"city":"M","body":{"id":1,"api_key":"k","client":{"surname":1,"name":2}}}`)
	w.try(p, trial.Try{Node: "get"})
	k := w.known(p)
	for _, tc := range []struct {
		at          engine.NodeID
		group, path string
		want        string
	}{
		{"lead", "source", `["json"]`, "[r_id lead city body]"},
		{"lead", "source", `["json"]["lead"]`, "[name id]"},
		{"lead", "source", `["json"]["body"]`, "[id api_key client]"},
		{"lead", "get", `["json"]`, "[total request at]"},
		{"lead", "get", `["json"]["request"][0]`, "[id client api_key]"},
		{"lead", "get", `["json"]["request"][1]`, "[api_key client id]"},
		{"lead", "get", `["json"]["request"][1]["client"]`, "[name surname]"},
		{"lead", "fields", "", "[surname client all]"},
		{"lead", "fields", `["client"]`, "[surname name]"},
		{"lead", "fields", `["all"][0]`, "[id client api_key]"},
		{"inside", "item", "", "[id client api_key]"},
		{"inside", "item", `["client"]`, "[surname name]"},
	} {
		if got := keysAt(w.tree(k, tc.at, tc.group), tc.path); got != tc.want {
			t.Errorf("%s %s at %s: %s, want %s", tc.group, tc.path, tc.at, got, tc.want)
		}
	}
	if got := keysAt(w.tree(k, "lead", "source"), ""); got[:len("[r_id city method ")] != "[r_id city method " {
		t.Errorf("the source begins with %s", got)
	}
	if o, ok := k.Output("lead"); !ok || keysAt(k.TreeOf(o), `["value"]`) != "[values method]" || keysAt(k.TreeOf(o), `["value"]["values"]`) != "[phone name]" {
		t.Errorf("what is composed has %s", keysAt(k.TreeOf(o), `["value"]`))
	}
	each, _, _ := k.Loop("each")
	if got := keysAt(k.TreeOfItem("each", each.Items[0]), ""); got != "[id client api_key]" {
		t.Errorf("an item has %s", got)
	}
	read := k.Parse("fields", config(k, "fields")).Tree()
	fields, _ := read.Fields(`["request"][1]`, nil)
	var added []string
	for _, f := range fields {
		added = append(added, f.Name)
	}
	if !slices.Equal(added, []string{"api_key", "id", "name", "surname"}) || keysAt(read, "") != "[total request at]" {
		t.Errorf("the parser reads %s and adds %v", keysAt(read, ""), added)
	}
	if text, _, _ := read.Copy(`["request"][0]`); text != `{"id":7,"client":{"surname":"B","name":"A"},"api_key":"•••"}` {
		t.Errorf("what is copied is %s", text)
	}
}

func keysAt(t trial.Tree, path string) string {
	b, _ := t.Branch(path, 0)
	var all []string
	for _, r := range b.Rows {
		all = append(all, r.Name)
	}
	return fmt.Sprint(all)
}
