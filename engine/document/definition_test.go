package document_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/document"
)

func TestADocumentIsReadAsItsDefinition(t *testing.T) {
	d := parse(t, string(read(t, "testdata/byhand/kitchen_sink.yaml")))
	got, problems := d.Definition()
	if len(problems) > 0 {
		t.Fatalf("%s", listed(problems))
	}
	nodes := got.Nodes
	got.Nodes = nil
	want := engine.Definition{
		Format: 1, Name: "Kitchen: sink", Description: "First line.\nSecond line.\n", Labels: []string{"crm", "#hash", "yes"},
		Settings: engine.Settings{
			TimeZone: "Europe/Moscow", Lane: "{{ source.key }}", LaneOnFailure: engine.HoldLane, Concurrency: 64,
			WhileStopped: engine.ProcessLater, Deadline: 7 * 24 * time.Hour, Pace: 200 * time.Millisecond,
		},
		Source: engine.SourceConfig{Type: "schedule", With: json.RawMessage(`{"cron":"*/5 8-18 * * 1-5","time_zone":"America/Sao_Paulo"}`)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	var order []string
	for _, n := range nodes {
		order = append(order, string(n.ID)+"<"+string(n.Parent)+"/"+n.Branch+">"+strings.Join(n.Branches, "+"))
	}
	if want := "prepare</> route</>vip+ordinary+otherwise each_row<route/vip>each kind<each_row/each>file+otherwise " +
		"encode<kind/file> post<each_row/each> small<route/ordinary> last</>"; strings.Join(order, " ") != want {
		t.Errorf("got  %v\nwant %v", order, want)
	}
	post := nodes[5]
	if post.Retry.Attempts != 3 || post.Retry.First != 200*time.Millisecond || post.Retry.Max != 10*time.Minute ||
		post.OnError != engine.Continue || !nodes[4].Disabled || nodes[0].Title != "Don't panic" || nodes[0].Note != "A note that is folded,\nwith a second paragraph.\n" {
		t.Errorf("%+v", nodes)
	}
}

func TestConfigsKeepTheirDigitsAndTheirOrder(t *testing.T) {
	d := parse(t, string(read(t, "testdata/byhand/kitchen_sink.yaml")))
	def, _ := d.Definition()
	want := `{"values":{"price":1.50,"big":9007199254740993,"code":123456789012345678901234567890123456789012345678,"small":-0.0,"power":1e3}}`
	if got := string(def.Nodes[0].With); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string(def.Nodes[6].With); got != "{}" {
		t.Errorf("a missing config is %s", got)
	}
}

func TestANewerFormatIsTheOnlyProblemOfItsDocument(t *testing.T) {
	d := parse(t, "format: 3\nname: Tomorrow\nsurprise: 1\n")
	def, problems := d.Definition()
	if len(problems) != 1 || problems[0].Code != "document.format" || def.Name != "Tomorrow" {
		t.Errorf("%v %v", def, problems)
	}
}

func TestABrokenDraftStillShowsWhatItHas(t *testing.T) {
	d := parse(t, "name: Черновик\nlabels: [a, 5, b]\nsource: {type: webhook, nope: 1}\nactions: [{id: a, type: x}, {id: a}, 5]\n")
	def, problems := d.Definition()
	if len(problems) == 0 || def.Name != d.Name() || def.Source.Type != "webhook" || len(def.Nodes) != 2 {
		t.Errorf("%+v %v", def, problems)
	}
	if d.Name() != "Черновик" || strings.Join(d.Labels(), " ") != "a b" || d.SourceType() != "webhook" {
		t.Errorf("%q %q %q", d.Name(), d.Labels(), d.SourceType())
	}
	if d := parse(t, "name: [x]\nlabels: a\nsource: b\n"); d.Name() != "" || d.Labels() != nil || d.SourceType() != "" {
		t.Errorf("%q %q %q", d.Name(), d.Labels(), d.SourceType())
	}
}

func TestADefinitionIsWrittenAndReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def := anyDefinition().Draw(t, "definition")
		d := document.FromDefinition(def)
		checkRoundTrip(t, d)
		checkSameDefinition(t, d, def)
		checkSameDefinition(t, parse(t, string(d.YAML())), def)
	})
}

func TestADefinitionThatNeverWasADocumentIsWrittenAllTheSame(t *testing.T) {
	d := document.FromDefinition(engine.Definition{Nodes: []engine.Node{
		{ID: "a", Parent: "b", Branch: "x", With: json.RawMessage(`{"broken`)},
		{ID: "b", Parent: "a"},
		{ID: "a", Parent: "b", Branch: "y"},
		{ID: "c", Parent: "a"},
	}})
	got := string(d.JSON())
	want := `{"format":1,"name":"","source":{"type":""},"actions":[{"id":"a","type":"","branches":{"":[` +
		`{"id":"b","type":"","branches":{"y":[{"id":"a","type":"","branches":{"":[{"id":"c","type":""}]}}]}}]}}]}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReservedIDsAreOneListWithoutRepeats(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range document.Reserved() {
		if seen[id] {
			t.Errorf("%s is there twice", id)
		}
		seen[id] = true
	}
	for _, id := range strings.Fields("source item index connection operation processing answer optional uuid now") {
		if !seen[id] {
			t.Errorf("%s is not reserved", id)
		}
	}
	document.Reserved()[0] = "changed"
	if document.Reserved()[0] == "changed" {
		t.Error("a caller can change the list")
	}
}

func checkSameDefinition(t fataler, d *document.Document, want engine.Definition) {
	t.Helper()
	got, problems := d.Definition()
	if len(problems) > 0 || !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\ndefines %+v\nwant    %+v\n%s", d.YAML(), got, want, listed(problems))
	}
}
