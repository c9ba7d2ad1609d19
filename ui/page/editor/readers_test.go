package editor_test

import (
	"encoding/json"
	"slices"
	"testing"

	"stanok/actions"
	"stanok/engine"
	"stanok/ui/page/editor"
	"stanok/ui/words"
)

// alone is a draft of one action, which is at hand.
func alone(t *testing.T, typ, with string) *editor.Draft {
	t.Helper()
	specs := editor.Specs{Actions: map[string]engine.Spec{}}
	for _, a := range actions.All(actions.Deps{}) {
		specs.Actions[a.Spec().Type] = a.Spec()
	}
	return &editor.Draft{
		Processing: engine.Processing{Draft: []byte(`{"actions": [{"id": "a", "type": "` + typ + `", "with": ` + with + `}]}`)},
		Definition: engine.Definition{Nodes: []engine.Node{{ID: "a", Type: typ, With: json.RawMessage(with)}}},
		Specs:      specs, At: "a", Voice: allWords(t).In("en"),
		Say: func(code string, _ map[string]string) (string, string) { return "the " + code, "" },
	}
}

func allWords(t *testing.T) *words.Words {
	t.Helper()
	all, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestColumnsAreCalledAfterTheirFields(t *testing.T) {
	d := alone(t, "csv.compose", `{"columns": [{"title": "x"}]}`)
	for _, f := range d.Panel().Fields {
		if f.Name == "columns" && !slices.Equal(f.Rows.Columns, []string{"the field.csv.compose.columns.title", "the field.csv.compose.columns.path"}) {
			t.Errorf("got %q", f.Rows.Columns)
		}
	}
}

func TestRowsOfATemplateAreNames(t *testing.T) {
	for typ, template := range map[string]string{
		"xml.compose":  `<a><b x-each='{{ l }}' x-as='строка'/><c x-each="{{ l }}"/></a>`,
		"json.compose": `[{"$each": "{{ l }}", "$as": "строка", "$item": 1}]`,
	} {
		with, _ := json.Marshal(map[string]string{"template": template})
		names := alone(t, typ, string(with)).ChipNames()
		for _, name := range []string{"строка", "item", "index"} {
			if _, ok := names[name]; !ok {
				t.Errorf("%s does not know %s", typ, name)
			}
		}
	}
	if _, ok := alone(t, "xml.compose", `{"template": "<a x-as='b'/>"}`).ChipNames()["b"]; ok {
		t.Error("a row without a list is a name")
	}
}
