package ui_test

import (
	"fmt"
	"strings"
	"testing"
)

// What reading a document finds wrong and what checking it does are both shown
// where they stand in the YAML that a GET gives.
func TestAllProblemsArePlacedInTheSameText(t *testing.T) {
	const doc = `{"format":1,"name":"x","source":{"type":"manual"},"actions":[
		{"id":"a","type":"stop","retry":{"attempts":0}},
		{"id":"a","type":"stop"},
		{"id":"b","type":"set","with":{"values":{"x":"{{ nothing }}"}}}]}`
	c := newClient(t)
	made := c.do("POST", "/api/v1/processings", doc, 201)
	var places []string
	for _, p := range made["problems"].([]any) {
		one := p.(map[string]any)
		places = append(places, fmt.Sprintf("%v:%v:%v %v", one["line"], one["column"], one["field"], one["code"]))
	}
	got := strings.Join(places, "\n")
	const want = "8:23:retry.attempts document.range\n9:9:id document.duplicate_id\n14:23:with.values.x expression.unknown_name"
	if got != want {
		t.Errorf("placed at\n%s\nwant\n%s", got, want)
	}
}
