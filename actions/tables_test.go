package actions_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine"
)

// quoted is a text as JSON.
func quoted(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw)
}

func TestATableIsRead(t *testing.T) {
	cases := []struct{ text, more, want string }{
		{"id;sum\n1;1,50\n2;\"a;b\"\n", ``, `{"list": [{"id": "1", "sum": "1,50"}, {"id": "2", "sum": "a;b"}], "columns": ["id", "sum"], "count": 2}`},
		{"1,2\n3", `, "header": false`, `{"list": [["1", "2"], ["3"]], "columns": [], "count": 2}`},
		{"a,b\n1\n2,3,\n", ``, `{"list": [{"a": "1", "b": ""}, {"a": "2", "b": "3"}], "columns": ["a", "b"], "count": 2}`},
		{"a, ,a,a_2\n1,2,3,4", ``, `{"list": [{"a": "1", "column_2": "2", "a_2": "3", "a_2_2": "4"}], "columns": ["a", "column_2", "a_2", "a_2_2"], "count": 1}`},
		{"Bank\nof;x\na;b\n1;2", `, "skip": 2, "separator": "semicolon"`, `{"list": [{"a": "1", "b": "2"}], "columns": ["a", "b"], "count": 1}`},
		{"", ``, `{"list": [], "columns": [], "count": 0}`},
		{"a,b", ``, `{"list": [], "columns": ["a", "b"], "count": 0}`},
	}
	for _, c := range cases {
		out, err := newWorld(t).try(t, "csv.parse", `{"from": "{{ source.body }}"`+c.more+`}`, map[string]any{"source": map[string]any{"body": c.text}})
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		same(t, out.Output, c.want)
	}
}

func TestATableThatDoesNotFitSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,2\n1,2,3": "columns 3",
		"a,b\n\"1,2\n3,4": "unclosed 2",
		"a,b\n1,2\"3":     " 2",
	} {
		_, err := newWorld(t).try(t, "csv.parse", `{"from": "{{ source.body }}"}`, map[string]any{"source": map[string]any{"body": text}})
		f := engine.FailureOf(orNothing(err), now)
		if got := f.Args["reason"] + " " + f.Args["line"]; f.Code != "parse.not_csv" || f.Field != "with.from" || got != want {
			t.Errorf("%q: %s %s %q, want %q", text, f.Code, f.Field, got, want)
		}
	}
}

func TestATableIsWritten(t *testing.T) {
	vars := map[string]any{"source": data(t, `{"rows": [{"id": 1, "name": "Tea; \"x\"", "price": {"value": 1.50}, "tags": ["a", "b"]}, {"id": 2, "phone": "+7 921"}],
		"lists": [["a", 1], ["b", null, true]], "bad": [{"a": "=1+1"}, {"a": "+79215550137"}, {"a": "-5,5"}, {"a": "@x"}, {"a": "-x"}]}`)}
	cases := []struct{ with, want string }{
		{`"from": "{{ source.rows }}", "columns": [{"title": "id"}, {"title": "Price", "path": "price.value"}, {"title": "tags"}]`, "id,Price,tags\r\n1,1.50,\"a, b\"\r\n2,,\r\n"},
		{`"from": "{{ source.rows }}", "columns": [{"title": "Name", "path": "name"}], "separator": "semicolon", "header": false`, "\"Tea; \"\"x\"\"\"\r\n\"\"\r\n"},
		{`"from": "{{ source.rows }}", "separator": "tab"`, "id\tname\tphone\tprice\ttags\r\n1\t\"Tea; \"\"x\"\"\"\t\t\"{\"\"value\"\":1.50}\"\t\"a, b\"\r\n2\t\t+7 921\t\t\r\n"},
		{`"from": "{{ source.lists }}"`, "a,1\r\nb,,true\r\n"},
		{`"from": "{{ source.lists }}", "columns": [{"title": "B", "path": "[1]"}]`, "B\r\n1\r\n\"\"\r\n"},
		{`"from": "{{ source.bad }}", "spreadsheet": true`, "\uFEFFa\r\n'=1+1\r\n+79215550137\r\n\"-5,5\"\r\n'@x\r\n'-x\r\n"},
		{`"from": "{{ source.nobody }}"`, ""},
		{`"from": "{{ source.nobody }}", "columns": [{"title": "a"}]`, "a\r\n"},
	}
	for _, c := range cases {
		out, err := newWorld(t).try(t, "csv.compose", `{`+c.with+`}`, vars)
		if err != nil {
			t.Errorf("%s: %v", c.with, err)
			continue
		}
		if got := out.Output.(map[string]any)["text"]; got != c.want {
			t.Errorf("%s\ngot  %q\nwant %q", c.with, got, c.want)
		}
	}
	for from, name := range map[string]string{`"x"`: "from", `["x"]`: "from[0]", `[{}, 5]`: "from[1]"} {
		_, err := newWorld(t).try(t, "csv.compose", `{"from": `+from+`}`, nil)
		if f := engine.FailureOf(orNothing(err), now); f.Code != "value.kind" || f.Args["name"] != name || f.Field != "with.from" {
			t.Errorf("%s: %+v", from, f)
		}
	}
}

func TestListsSideBySideBecomeOne(t *testing.T) {
	vars := map[string]any{"source": data(t, `{"names": "Tea, \"Milk, 1 l\"", "prices": "1.50;2", "n": [1, 2], "three": [1, 2, 3], "one": "x", "object": {}, "open": "\"a", "none": null}`)}
	cases := []struct{ with, want string }{
		{`"lists": {"name": "{{ source.names }}", "n": "{{ source.n }}"}`, `[{"name": "Tea", "n": 1}, {"name": "Milk, 1 l", "n": 2}]`},
		{`"lists": {"price": "{{ source.prices }}"}, "separator": ";"`, `[{"price": "1.50"}, {"price": "2"}]`},
		{`"lists": {"a": "{{ source.none }}", "b": ""}`, `[]`},
		{`"lists": {"a": [1, "{{ source.one }}"]}`, `[{"a": 1}, {"a": "x"}]`},
	}
	for _, c := range cases {
		out, err := newWorld(t).try(t, "list.map", `{`+c.with+`}`, vars)
		if err != nil {
			t.Errorf("%s: %v", c.with, err)
			continue
		}
		same(t, out.Output.(map[string]any)["list"], c.want)
	}
	for with, want := range map[string]string{
		`"lists": {"a": "{{ source.n }}", "b": "{{ source.three }}"}`: "list.unequal with.lists.b",
		`"lists": {"a": "{{ source.object }}"}`:                       "value.kind with.lists.a",
		`"lists": {"a": "{{ source.open }}"}`:                         "value.kind with.lists.a",
		`"objects": "{{ source.one }}", "columns": ["a"]`:             "value.kind with.objects",
		`"objects": "{{ source.n }}", "columns": ["a"]`:               "value.kind with.objects",
	} {
		_, err := newWorld(t).try(t, "list.map", `{`+with+`}`, vars)
		if f := engine.FailureOf(orNothing(err), now); f.Code+" "+f.Field != want {
			t.Errorf("%s: %s %s, want %s", with, f.Code, f.Field, want)
		}
	}
}

func TestAListOfObjectsBecomesTextsSideBySide(t *testing.T) {
	vars := map[string]any{"source": data(t, `{"rows": [{"name": "Tea", "price": 1.50}, {"name": "Milk, 1 l", "price": null}]}`)}
	w := newWorld(t)
	for _, columns := range []string{`["name", "price"]`, `"name, price"`} {
		with := `{"objects": "{{ source.rows }}", "columns": ` + columns + `}`
		out, err := w.try(t, "list.map", with, vars)
		if err != nil {
			t.Fatal(err)
		}
		same(t, out.Output, `{"name": "Tea,\"Milk, 1 l\"", "price": "1.50,\"\""}`)
		if got := w.prepare(t, "list.map", with, vars).Outputs; !slices.Equal(got, []string{"name", "price"}) {
			t.Errorf("outputs %v", got)
		}
	}
}

func TestListsComeApartAndTogetherAsTheyWere(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": nil}
	apart := w.prepare(t, "list.map", `{"objects": "{{ source.rows }}", "columns": ["a", "b"], "separator": ";"}`, vars)
	together := w.prepare(t, "list.map", `{"lists": {"a": "{{ source.a }}", "b": "{{ source.b }}"}, "separator": ";"}`, vars)
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-zа-я;,"' ]{0,5}`)
		var rows []any
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			rows = append(rows, map[string]any{"a": cell.Draw(t, "a"), "b": cell.Draw(t, "b")})
		}
		out, err := apart.Run(t.Context(), inputOf(map[string]any{"source": map[string]any{"rows": rows}}))
		if err != nil {
			t.Fatal(err)
		}
		out, err = together.Run(t.Context(), inputOf(map[string]any{"source": out.Output}))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := json.Marshal(out.Output.(map[string]any)["list"])
		want, _ := json.Marshal(append([]any{}, rows...))
		if string(got) != string(want) {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

func TestTablesThatCannotWorkAreRefusedWhenSaved(t *testing.T) {
	cases := []struct {
		kind, with string
		want       []string
	}{
		{"csv.parse", `{}`, []string{"from document.required"}},
		{"csv.parse", `{"from": "x", "separator": ";", "skip": -1}`, []string{"separator document.choice", "skip document.range"}},
		{"csv.compose", `{"from": "x", "columns": [{"path": "a["}]}`, []string{"columns[0].title document.required", "columns[0].path path.syntax"}},
		{"list.map", `{}`, []string{"lists document.one_of"}},
		{"list.map", `{"lists": {"a": "x"}, "objects": "y", "columns": ["a"]}`, []string{"lists document.one_of"}},
		{"list.map", `{"objects": "y"}`, []string{"columns document.kind"}},
		{"list.map", `{"objects": "y", "columns": ["a", "a", "b c"], "separator": ";;"}`, []string{"columns[1] document.duplicate", "columns[2] document.name", "separator document.length"}},
		{"list.map", `{"lists": {"a": "x"}, "separator": "\""}`, []string{"separator document.choice"}},
		{"list.map", `{"lists": {"a": "x"}, "separator": ""}`, []string{"separator document.required"}},
		{"file.encode", `{"from": "x", "type": "a b", "charset": "x"}`, []string{"charset document.choice", "type value.kind"}},
		{"xml.compose", `{}`, []string{"template document.required"}},
		{"xml.compose", `{"template": "<a>"}`, []string{"template compose.not_xml"}},
		{"xml.compose", `{"template": "<a b='{{ nobody }}'>{{ 1 + }}</a>"}`, []string{"template expression.unknown_name", "template expression.syntax"}},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, c.kind, c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s %s\ngot  %q\nwant %q", c.kind, c.with, got, c.want)
		}
	}
}

func TestAFileIsMadeAndReadInItsCharset(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"text": "Цена: 5 €", "o": {"a": [1.50]}, "cat": "🐈", "pdf": "JVBERi0xLjQK/w==", "empty": ""}`)}
	cases := []struct{ with, want string }{
		{`"from": "{{ source.text }}"`, `{"base64": "0KbQtdC90LA6IDUg4oKs", "size": 15, "type": "text/plain; charset=utf-8", "name": ""}`},
		{`"from": "{{ source.text }}", "charset": "windows-1251", "name": "{{ 1 + 1 }}.txt"`, `{"base64": "1uXt4DogNSCI", "size": 9, "type": "text/plain; charset=windows-1251", "name": "2.txt"}`},
		{`"from": "{{ source.o }}", "type": ""`, `{"base64": "eyJhIjpbMS41MF19", "size": 12, "type": "application/json", "name": ""}`},
		{`"from": "a", "name": "Sums.CSV"`, `{"base64": "YQ==", "size": 1, "type": "text/csv; charset=utf-8", "name": "Sums.CSV"}`},
		{`"from": "a", "type": "text/csv"`, `{"base64": "YQ==", "size": 1, "type": "text/csv", "name": ""}`},
	}
	for _, c := range cases {
		out, err := w.try(t, "file.encode", `{`+c.with+`}`, vars)
		if err != nil {
			t.Errorf("%s: %v", c.with, err)
			continue
		}
		same(t, out.Output, c.want)
	}
	for _, c := range []struct{ with, want, kind string }{
		{`"from": "1uXt4DogNSCI", "charset": "windows-1251"`, "Цена: 5 €", "text/plain; charset=utf-8"},
		{`"from": "data:text/csv;base64,YTti"`, "a;b", "text/csv"},
		{`"from": {"base64": "YT-_", "type": "text/x"}, "charset": "iso-8859-1"`, "a?¿", "text/x"},
		{`"from": "77u/YQ=="`, "a", "text/plain; charset=utf-8"},
		{`"from": "{{ source.empty }}"`, "", "text/plain; charset=utf-8"},
		{`"from": "Y Q\r\n"`, "a", "text/plain; charset=utf-8"},
	} {
		out, err := w.try(t, "file.decode", `{`+c.with+`}`, vars)
		if err != nil {
			t.Errorf("%s: %v", c.with, err)
			continue
		}
		got := out.Output.(map[string]any)
		w.prepare(t, "file.decode", `{`+c.with+`}`, vars).Derive(got)
		if text, err := got["text"].(func() (any, error))(); err != nil || text != c.want || got["type"] != c.kind && c.kind != "" {
			t.Errorf("%s: %q %v %v", c.with, text, got["type"], err)
		}
	}
	for with, want := range map[string]string{
		`"from": "a*"`:               "parse.not_file with.from",
		`"from": "data:text/csv,a"`:  "parse.not_file with.from",
		`"from": 5`:                  "value.kind with.from",
		`"from": {"name": "x"}`:      "value.kind with.from",
		`"from": "{{ source.pdf }}"`: "parse.not_text with.from",
	} {
		_, err := w.try(t, "file.decode", `{`+with+`}`, vars)
		if f := engine.FailureOf(orNothing(err), now); f.Code+" "+f.Field != want {
			t.Errorf("%s: %s %s, want %s", with, f.Code, f.Field, want)
		}
	}
	_, err := w.try(t, "file.encode", `{"from": "{{ source.cat }}", "charset": "windows-1251"}`, vars)
	if f := engine.FailureOf(orNothing(err), now); f.Code != "value.charset" || f.Args["letter"] != "🐈" {
		t.Errorf("got %+v", f)
	}
}

func TestComposedXMLReachesTheNextAction(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"id": 7, "name": "A & B", "items": [{"sku": "x<", "n": 1.50}], "none": null}`)}
	out, err := w.try(t, "xml.compose", `{"template": "<o id=\"{{ source.id }}\"><c>{{ source.name }}</c><p>{{ optional(source.none) }}</p><i x-each=\"{{ source.items }}\" x-as=\"row\" sku=\"{{ row.sku }}\">{{ row.n }}</i></o>"}`, vars)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"text": "<o id=\"7\"><c>A &amp; B</c><i sku=\"x&lt;\">1.50</i></o>"}`)
	_, err = w.try(t, "xml.compose", `{"template": "<o>{{ required(source.none, \"name\") }}</o>"}`, vars)
	if f := engine.FailureOf(orNothing(err), now); f.Code != "value.missing" || f.Field != "with.template" {
		t.Errorf("got %+v", f)
	}
}
