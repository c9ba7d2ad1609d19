package eval_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

func TestAPathIsMadeOfItsSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOf(rapid.OneOf(rapid.String().AsAny(), rapid.IntRange(0, 1_000_000).AsAny())).Draw(t, "steps")
		p, err := eval.ParsePath(eval.PathOf(steps...))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Steps(); !ok || len(got) != len(steps) || len(steps) > 0 && !reflect.DeepEqual(got, steps) {
			t.Fatalf("got %v, %v", got, ok)
		}
	})
	p, err := eval.ParsePath("$..id")
	if err != nil {
		t.Fatal(err)
	}
	if steps, ok := p.Steps(); ok {
		t.Errorf("a path to many values has steps %v", steps)
	}
}

func TestAReferenceIsWrittenAsPeopleDo(t *testing.T) {
	for want, steps := range map[string][]any{
		"request":                      nil,
		"request.json.request[0].id":   {"json", "request", 0, "id"},
		`request["odd key"].имя["1a"]`: {"odd key", "имя", "1a"},
		`request["a\"]}}"]`:            {`a"]}}`},
	} {
		got := eval.ReferenceOf("request", steps...)
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		text, err := eval.ParseText("{{ "+got+" }}", eval.Plain, eval.Scope{"request": nil})
		if err != nil || len(text.References()) != 1 || len(text.References()[0].Path) != len(steps) {
			t.Errorf("%s is read as %+v, %v", got, text, err)
		}
	}
}

func TestTheClosestNamesAreInOrder(t *testing.T) {
	names := []string{"client_name", "client_nam", "clientname", "zebra", "name"}
	if got := eval.Closest("client_name", names, 3); !reflect.DeepEqual(got, []string{"client_name", "client_nam", "clientname"}) {
		t.Errorf("got %v", got)
	}
	if got := eval.Closest("quite_other", names, 3); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
