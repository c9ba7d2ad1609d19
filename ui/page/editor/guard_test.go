package editor_test

import (
	"testing"

	"stanok/ui/page/editor"
)

func TestAGuardAroundAReferenceIsTold(t *testing.T) {
	for _, tc := range []struct {
		expression, ref string
		how             editor.Guard
		text            string
	}{
		{`source.phone`, `source.phone`, editor.Leave, ""},
		{`default(source.json["odd key"], "a \"b\" }}")`, `source.json["odd key"]`, editor.UseText, `a "b" }}`},
		{` default( a , "" ) `, `a`, editor.UseText, ""},
		{`required(fields.client[0].name, "Fields › name")`, `fields.client[0].name`, editor.Stop, ""},
		{`required(a.b)`, `a.b`, editor.Stop, ""},
		{`default(a + b, "x")`, `default(a + b, "x")`, editor.Leave, ""},
		{`default(a, b)`, `default(a, b)`, editor.Leave, ""},
		{`default(a, "\x")`, `default(a, "\x")`, editor.Leave, ""},
		{`required(upper(a), "x")`, `required(upper(a), "x")`, editor.Leave, ""},
	} {
		if ref, how, text := editor.Guarded(tc.expression); ref != tc.ref || how != tc.how || text != tc.text {
			t.Errorf("%s: %q %q %q", tc.expression, ref, how, text)
		}
	}
}
