package editor_test

import (
	"testing"

	"stanok/engine"
	"stanok/ui/page/editor"
	"stanok/ui/words"
)

func TestItIsSaidWhoElseIsThere(t *testing.T) {
	all, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	ann := editor.Guest{Person: "ann", Name: "Anna", At: "b"}
	me := editor.Guest{Person: "me", Name: "I", At: "a", Me: true}
	guest := func(name string) editor.Guest { return editor.Guest{Person: name, Name: name, At: "gone"} }
	for _, tc := range []struct {
		guests []editor.Guest
		want   string
	}{
		{nil, ""},
		{[]editor.Guest{me, me}, "Also open: you in another tab"},
		{[]editor.Guest{me, ann}, "Also open: Anna (step 3), you in another tab"},
		{[]editor.Guest{{Person: "ann", Name: "Anna", At: "a"}, ann, guest("Bob")}, "Also open: Anna (step 3), Bob"},
		{[]editor.Guest{guest("A"), guest("B"), guest("C"), guest("D"), guest("E"), guest("F"), guest("G"), guest("G")}, "Also open: C, D, E, F, G, 2 more people"},
		{[]editor.Guest{{Person: "ann", Name: "Anna", At: editor.Source}}, "Also open: Anna (step 1)"},
	} {
		d := &editor.Draft{Voice: all.In("en"), Definition: engine.Definition{Nodes: []engine.Node{{ID: "a", Type: "set"}, {ID: "b", Type: "set"}}}}
		if got := d.AlsoOpen(tc.guests); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}
