package trial_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/engine/eval"
	"stanok/engine/trial"
	"stanok/store/bolt"
)

// plain draws a plain value with names and texts of all kinds.
func plain(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch kind := rapid.IntRange(0, 6).Draw(t, "kind"); {
		case kind == 0:
			return nil
		case kind == 1:
			return rapid.Bool().Draw(t, "bool")
		case kind == 2:
			return json.Number(fmt.Sprint(rapid.Int().Draw(t, "number")))
		case kind == 3 || depth == 0:
			return rapid.String().Draw(t, "text")
		case kind == 4:
			return append([]any{}, rapid.SliceOfN(plain(depth-1), 0, 4).Draw(t, "list")...)
		}
		key := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"id", "odd key", `a"b\`, "}}", "0", "in", "имя", "token", "x.y", "\n"}))
		return rapid.MapOfN(key, plain(depth-1), 0, 4).Draw(t, "object")
	})
}

// What a row says leads to its value, whoever follows it: a parser, an
// expression, and the tree itself.
func TestEveryRowLeadsToItsValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := any(map[string]any{"a": plain(4).Draw(t, "a"), "b b": []any{plain(4).Draw(t, "b"), plain(3).Draw(t, "c")}})
		tree := trial.Tree{Root: root, Ref: "request"}
		var walk func(path string)
		walk = func(path string) {
			b, ok := tree.Branch(path, 0)
			if !ok {
				t.Fatalf("no branch at %s", path)
			}
			for _, r := range b.Rows {
				p, err := eval.ParsePath(r.Path)
				if err != nil || p.String() != r.Path {
					t.Fatalf("path %s: %v", r.Path, err)
				}
				want, found, err := p.Find(root)
				if err != nil || !found || trial.KindOf(want) != r.Kind {
					t.Fatalf("%+v: %v, %v, %v", r, want, found, err)
				}
				x, err := eval.ParseText("{{ "+r.Ref+" }}", eval.Plain, eval.Scope{"request": nil})
				if err != nil {
					t.Fatalf("%s: %v", r.Ref, err)
				}
				if got, err := x.Value(eval.Env{Vars: eval.Vars{"request": root}}); err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("%s gives %v, %v; want %v", r.Ref, got, err, want)
				}
				if refs := x.References(); len(refs) != 1 || refs[0].Name != "request" {
					t.Fatalf("%s refers to %v", r.Ref, refs)
				}
				walk(r.Path)
			}
		}
		walk("")
	})
}

func TestARowSaysWhatAValueIs(t *testing.T) {
	tree := trial.Tree{Ref: "a", Root: map[string]any{
		"text": strings.Repeat("я", 200), "number": json.Number("1.50"), "yes": true, "nothing": nil,
		"list": []any{"x"}, "object": map[string]any{"k": "v"}, "api_key": "abc", "has_password": true,
		"Set-Cookie": []any{"a", map[string]any{"b": json.Number("1")}}, "empty_token": "",
		"later": func() (any, error) { return "now", nil }, "never": func() (any, error) { return nil, nil },
		"broken": func() (any, error) { return nil, fmt.Errorf("no") },
	}}
	b, _ := tree.Branch("", 0)
	var lines []string
	for _, r := range b.Rows {
		lines = append(lines, fmt.Sprintf("%s %s %d %s %v %v", r.Ref, r.Kind, r.Count, r.Preview, r.Cut, r.Secret))
	}
	want := []string{
		`a["Set-Cookie"] list 2  false false`,
		"a.api_key text 0 ••• false true",
		"a.empty_token text 0  false false",
		"a.has_password boolean 0 true false false",
		"a.later text 0 now false false",
		"a.list list 1  false false",
		"a.nothing null 0  false false",
		"a.number number 0 1.50 false false",
		"a.object object 1  false false",
		"a.text text 0 " + strings.Repeat("я", 120) + " true false",
		"a.yes boolean 0 true false false",
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	inside, _ := tree.Branch(`["Set-Cookie"][1]`, 0)
	if r := inside.Rows[0]; !r.Secret || r.Preview != "•••" {
		t.Errorf("below a secret name: %+v", r)
	}
	if text, all, _ := tree.Copy(`["Set-Cookie"]`); text != `["•••",{"b":"•••"}]` || !all {
		t.Errorf("copied %s", text)
	}
	tree.Reveal = true
	if r, _ := tree.Row(`["api_key"]`); r.Secret || r.Preview != "abc" {
		t.Errorf("revealed %+v", r)
	}
	if text, _, _ := tree.Copy(`["api_key"]`); text != "abc" {
		t.Errorf("revealed %s", text)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	tree := trial.Tree{Ref: "a", Root: map[string]any{"list": []any{"x"}}}
	for _, path := range []string{`["no"]`, `["list"][1]`, `["list"][0]["x"]`, `["list"]["x"]`, "$..*", "[", strings.Repeat("[0]", 100_000)} {
		if b, ok := tree.Branch(path, 0); ok {
			t.Errorf("%.40s: %+v", path, b)
		}
		if _, ok := tree.Row(path); ok {
			t.Errorf("%.40s has a row", path)
		}
		if _, _, ok := tree.Copy(path); ok {
			t.Errorf("%.40s has a text", path)
		}
		if _, ok := tree.Fields(path, nil); ok {
			t.Errorf("%.40s has fields", path)
		}
	}
	if b, ok := tree.Branch(`["list"]`, 5); !ok || len(b.Rows) != 0 || b.Next != 0 {
		t.Errorf("behind the end: %+v", b)
	}
	if b, ok := tree.Branch(`["list"]`, -5); !ok || len(b.Rows) != 1 {
		t.Errorf("before the beginning: %+v", b)
	}
}

// size is how many bytes of text a level holds.
func size(b trial.Branch) int {
	all, _ := json.Marshal(b)
	return len(all)
}

// answer is an HTTP answer of n bytes with a list of 20,000.
func answer(bytes int) string {
	var b strings.Builder
	b.WriteString(`{"request":[`)
	filler := strings.Repeat("Ж ", max(0, bytes/20_000-60)/3)
	for i := range 20_000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%d","note":"%s","token":"t%d","none":null}`, i, filler, i)
	}
	b.WriteString(`]}`)
	return b.String()
}

func TestALongListIsShownPageByPage(t *testing.T) {
	root, err := eval.Decode([]byte(answer(5<<20)), eval.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	tree := trial.Tree{Root: root, Ref: "request"}
	seen, from, pages := 0, 0, 0
	for {
		b, ok := tree.Branch(`["request"]`, from)
		if !ok || b.Count != 20_000 || size(b) > 200_000 || len(b.Rows) > 200 {
			t.Fatalf("page %d: %v, %d bytes", pages, ok, size(b))
		}
		for i, r := range b.Rows {
			if r.Name != fmt.Sprint(seen+i) {
				t.Fatalf("row %s after %d", r.Name, seen)
			}
		}
		seen, pages = seen+len(b.Rows), pages+1
		if b.Next == 0 {
			break
		}
		from = b.Next
	}
	if seen != 20_000 || pages != 100 {
		t.Errorf("%d rows on %d pages", seen, pages)
	}
}

func TestNoAnswerIsTooLong(t *testing.T) {
	long := strings.Repeat("k", 150_000)
	wide := map[string]any{}
	for i := range 1_000 {
		wide[fmt.Sprintf("%03d%s", i, strings.Repeat("\U0001F600", 200))] = strings.Repeat("\U0001F600", 1_000)
	}
	root := map[string]any{long: map[string]any{long: "x"}, "wide": wide, "text": strings.Repeat("я", 8<<20)}
	tree := trial.Tree{Root: root, Ref: "a"}
	for _, path := range []string{"", `["wide"]`} {
		for from := 0; ; {
			b, ok := tree.Branch(path, from)
			if !ok || size(b) > 200_000 || len(b.Rows) == 0 {
				t.Fatalf("%s from %d: %v, %d bytes", path, from, ok, size(b))
			}
			if from = b.Next; from == 0 {
				break
			}
		}
	}
	b, _ := tree.Branch("", 0)
	if r := b.Rows[0]; r.Path != "" || r.Ref != "" || len(r.Name) != 120 {
		t.Errorf("a name of %d bytes: %+v", len(long), r)
	}
	if text, all, _ := tree.Copy(`["text"]`); len(text) > 200_000 || all {
		t.Errorf("copied %d bytes, all %v", len(text), all)
	}
}

// A level of 5 MB of JSON, read from its record to the rows, takes a few times
// what it takes to decode the body once, on whatever machine.
func TestALargeAnswerIsShownSoon(t *testing.T) {
	store, err := bolt.Open(t.TempDir(), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := newWorldOver(t, store)
	body := answer(5 << 20)
	began := time.Now()
	if _, err := eval.Decode([]byte(body), eval.Limits{}); err != nil {
		t.Fatal(err)
	}
	once := time.Since(began)
	w.serve("/big", "application/json", body)
	p := w.create(bigDraft(w))
	w.json(p, `{}`)
	if op := w.try(p, trial.Try{Node: "get"}); op.Failure != nil {
		t.Fatalf("%+v", op.Failure)
	}
	began = time.Now()
	k := w.known(p)
	read := time.Since(began)
	b, ok := w.tree(k, "after", "get").Branch(`["json"]["request"]`, 19_800)
	took := time.Since(began)
	if !ok || len(b.Rows) != 200 || b.Next != 0 || took > 20*once+100*time.Millisecond {
		t.Errorf("%v, %d rows, %s; to decode it once takes %s", ok, len(b.Rows), took, once)
	}
	t.Logf("%d bytes in %s, of which %s from the store", len(body), took, read)
}

func bigDraft(w *world) string {
	return `
format: 1
name: Big
source: {type: webhook, with: {methods: [POST]}}
actions:
  - {id: get, type: http.request, with: {url: "` + w.origins["own"] + `/big"}}
  - {id: after, type: set, with: {values: {a: "{{ get.json.request[19999].id }}"}}}
`
}

func TestFieldsAreAllTheValuesOfAnObject(t *testing.T) {
	tree := trial.Tree{Ref: "get", Root: map[string]any{
		"id": json.Number("1"), "odd key": "x", "odd-key": "y", "1st": "z", "none": nil, "list": []any{map[string]any{"id": "2"}},
		"client": map[string]any{"id": json.Number("7"), "api_token": "t", "deep": map[string]any{"name": "Анна"}}, "!!": true,
	}}
	fields, ok := tree.Fields("", []string{"none"})
	var lines []string
	for _, f := range fields {
		lines = append(lines, fmt.Sprintf("%s %s %s %s", f.Name, f.Path, f.Kind, f.Preview))
	}
	want := []string{
		`field ["!!"] boolean true`, `_1st ["1st"] text z`, `id ["id"] number 1`, `none_2 ["none"] null `,
		`odd_key ["odd key"] text x`, `odd_key_2 ["odd-key"] text y`,
		`api_token ["client"]["api_token"] text •••`, `id_2 ["client"]["id"] number 7`, `name ["client"]["deep"]["name"] text Анна`,
	}
	if got := strings.Join(lines, "\n"); !ok || got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if path, ok := tree.Worth(); !ok || path != "" {
		t.Errorf("worth picking is %q", path)
	}
	if _, ok := (trial.Tree{Root: []any{}}).Worth(); ok {
		t.Error("nothing is worth picking from an empty list")
	}
}

func FuzzIdentifier(f *testing.F) {
	for _, s := range []string{"", "id", "1", "odd key", "имя", "a.b", "\xff", "__", "٣x", strings.Repeat("x", 200)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, key string) {
		name := trial.Identifier(key)
		if _, err := eval.ParseExpression("source."+name, eval.Scope{"source": nil}); err != nil || len([]rune(name)) > 64 || name == "" {
			t.Errorf("%q gives %q: %v", key, name, err)
		}
	})
}

func BenchmarkALevelOf16MiB(b *testing.B) {
	body := []byte(answer(16<<20 - 200_000))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		root, err := eval.Decode(body, eval.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if page, ok := (trial.Tree{Root: root, Ref: "a"}).Branch(`["request"]`, 10_000); !ok || len(page.Rows) != 200 {
			b.Fatal("no page")
		}
	}
}
