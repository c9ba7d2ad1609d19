package template_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/examples"
	"stanok/examples/template"
)

func all(t *testing.T) []template.Template {
	t.Helper()
	all, err := template.All(examples.FS())
	if err != nil || len(all) == 0 {
		t.Fatalf("%d templates: %v", len(all), err)
	}
	return all
}

func TestEveryTemplateIsSound(t *testing.T) {
	for _, one := range all(t) {
		for _, v := range one.Documents {
			for _, lang := range template.Languages {
				whole := template.Answers{Values: map[string]template.Value{}}
				for _, q := range one.Questions {
					whole.Values[q.Name] = answer(q)
				}
				for _, c := range one.Connections {
					if whole.Connections == nil {
						whole.Connections = map[string]string{}
					}
					whole.Connections[c.Name] = "another " + c.Name
				}
				raw, faults := one.Fill(v.Name, lang, whole)
				if len(faults) > 0 {
					t.Errorf("%s %s %s: %v", one.ID, v.Name, lang, faults[0])
					continue
				}
				doc, err := document.Parse(raw)
				if err != nil {
					t.Fatal(err)
				}
				if _, problems := doc.Definition(); len(problems) > 0 {
					t.Errorf("%s %s %s: %v", one.ID, v.Name, lang, problems)
				}
				got, err := one.Answered(v.Name, raw)
				if err != nil {
					t.Fatal(err)
				}
				for _, q := range one.Questions {
					if q.For(v.Name) && len(q.Into)+len(q.On) > 0 && got.Values[q.Name].Text != whole.Values[q.Name].Text {
						t.Errorf("%s %s: %s was answered %+v and is %+v", one.ID, v.Name, q.Name, whole.Values[q.Name], got.Values[q.Name])
					}
				}
				for _, c := range one.Connections {
					if name := got.Connections[c.Name]; name != "" && name != "another "+c.Name {
						t.Errorf("%s %s: connection %s is %q", one.ID, v.Name, c.Name, name)
					}
				}
			}
		}
	}
}

// answer is one that a question takes.
func answer(q template.Question) template.Value {
	switch q.Kind {
	case template.Number:
		return template.Value{Text: "17"}
	case template.Choice:
		return template.Value{Text: q.Options[len(q.Options)-1].Value}
	case template.Switch:
		return template.Value{Text: template.Yes}
	case template.Pairs:
		row := map[string]string{}
		for _, c := range q.Columns {
			row[c.Name] = "x"
		}
		return template.Value{Rows: []map[string]string{row}}
	}
	return template.Value{Text: "said"}
}

func TestASampleIsTheRequestOfItsService(t *testing.T) {
	for _, one := range all(t) {
		for _, v := range one.Documents {
			r, ok := one.SampleOf(v.Name)
			if !ok {
				continue
			}
			q, err := r.HTTP("https://example.com/hook/x")
			if err != nil || q.Method != r.Method || q.URL.Host != "example.com" {
				t.Errorf("%s %s: %v", one.ID, v.Name, err)
			}
		}
	}
	raw := `{"method": "POST", "query": {"a": "b c"}, "headers": {"content-type": "application/x-www-form-urlencoded"}, "body": {"x": "1&2"}}`
	var r template.Request
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		t.Fatal(err)
	}
	q, err := r.HTTP("http://h/hook")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(q.Body)
	if string(body) != "x=1%262" || q.URL.RawQuery != "a=b+c" {
		t.Errorf("%s %s", body, q.URL)
	}
}

// changed is uon-envybox with texts of its template.yaml replaced.
func changed(t *testing.T, pairs ...string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(examples.FS(), "uon-envybox", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(examples.FS(), name)
		if strings.HasSuffix(name, "template.yaml") {
			text := string(raw)
			for i := 0; i < len(pairs); i += 2 {
				if !strings.Contains(text, pairs[i]) {
					t.Fatalf("template.yaml has no %q", pairs[i])
				}
				text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
			}
			raw = []byte(text)
		}
		files[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestWhatPointsNowhereIsRefused(t *testing.T) {
	for _, c := range []struct{ was, is, says string }{
		{"minutes: 5", "minuets: 5", "minuets"},
		{"actions/account/with/values/pipeline_id", "actions/account/with/values/pipe", "question pipeline goes into"},
		{"on: [pause]", "on: [paws]", "action paws, which does not exist"},
		{"{name: uon, service: uon}", "{name: youon, service: uon}", `connection "youon" is used by no document`},
		{"kind: switch", "kind: knob", `unknown kind "knob"`},
		{"page: envybox", "page: amocrm", `"amocrm" is no service`},
		{"ru: Заявки", `ru: ""`, "not said in three languages"},
		{"sample: lead.json", "sample: no.json", "events/no.json"},
		{"- name: lead\n", "- name: leed\n", "leed.yaml"},
	} {
		_, err := template.Read(changed(t, c.was, c.is), "uon-envybox")
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.is, err, c.says)
		}
	}
	if _, err := template.Read(changed(t), "uon-envybox"); err != nil {
		t.Error(err)
	}
}

func TestAnswersThatCannotBeAreNamed(t *testing.T) {
	one, err := template.Read(changed(t, "kind: number", "kind: number\n    required: true"), "uon-envybox")
	if err != nil {
		t.Fatal(err)
	}
	_, faults := one.Fill("request", "en", template.Answers{Values: map[string]template.Value{"pipeline": {Text: "a few"}}})
	got := []string{}
	for _, f := range faults {
		got = append(got, f.Field+" "+f.Code)
		if f.Kind != engine.Invalid {
			t.Errorf("%+v", f)
		}
	}
	if !slices.Equal(got, []string{"pipeline template.number", "employee template.required", "travel_field template.required", "manager_field template.required", "number_field template.required"}) {
		t.Error(got)
	}
}
