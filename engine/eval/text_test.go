package eval_test

import (
	"errors"
	"testing"

	"stanok/engine/eval"
)

// text parses a template that must parse.
func text(t testing.TB, src string, place eval.Place) *eval.Text {
	t.Helper()
	x, err := eval.ParseText(src, place, scope())
	if err != nil {
		t.Fatalf("parsing %s: %v", src, err)
	}
	return x
}

func TestATemplateOfOneInsertKeepsTheType(t *testing.T) {
	for src, want := range map[string]string{
		`{{ a.price }}`:                    `1.50`,
		`{{a.list}}`:                       `[3,1,2]`,
		`{{ a.missing }}`:                  `null`,
		`{{ secret }}`:                     `"key-1"`,
		` {{ a.price }}`:                   `" 1.50"`,
		`{{ a.price }}{{ a.none }}`:        `"1.50"`,
		`plain`:                            `"plain"`,
		``:                                 `""`,
		`№ {{ a.big }} {{ a.missing }}.`:   `"№ 9007199254740993 ."`,
		`{{ a.list }}; {{ a.yes }}`:        `"[3,1,2]; true"`,
		`x{{ lazy }}`:                      `"x{\"json\":{\"x\":[1]}}"`,
		`{{ "{{" }} {{ '}}' }}`:            `"{{ }}"`,
		`a }} b { c`:                       `"a }} b { c"`,
		`{{ {x: {y: 1}} }}`:                `{"x":{"y":1}}`,
		`{{ map(a.names, {{n: #}}) }}`:     `[{"n":"b"},{"n":"a"},{"n":"c"}]`,
		`{{ a.braces }} and {{ a.price }}`: `"{{ a.price }} and 1.50"`,
		`{{ optional(a.price) }}`:          `1.50`,
		`x{{ optional(a.empty) }}`:         `"x"`,
		"{{ a\n.price }}":                  `1.50`,
	} {
		v, err := text(t, src, eval.Plain).Value(env(t))
		if got := string(eval.Append(nil, v)); err != nil || got != want {
			t.Errorf("%s gives %s, %v, not %s", src, got, err, want)
		}
	}
}

func TestTextIsEncodedForItsPlace(t *testing.T) {
	for _, c := range []struct {
		place     eval.Place
		src, want string
	}{
		{eval.Plain, `<{{ a.text }}>`, `<Ёж "x">`},
		{eval.HTML, `<b>{{ a.text }}</b>`, `<b>Ёж &#34;x&#34;</b>`},
		{eval.Query, `{{ a.text }}`, `%D0%81%D0%B6%20%22x%22`},
		{eval.Form, `{{ a.text }}`, `%D0%81%D0%B6+%22x%22`},
		{eval.Header, `Bearer {{ secret }}`, `Bearer key-1`},
		{eval.MailHeader, `Заявка {{ a.price }}`, `Заявка 1.50`},
		{eval.HTML, `static & kept`, `static & kept`},
		{eval.Plain, `{{ a.list }}`, `[3,1,2]`},
	} {
		got, err := text(t, c.src, c.place).String(env(t))
		if err != nil || got != c.want {
			t.Errorf("%s gives %q, %v, not %q", c.src, got, err, c.want)
		}
	}
}

func TestLineBreaksAndNULNeverEnterHeaders(t *testing.T) {
	for _, place := range []eval.Place{eval.Header, eval.MailHeader} {
		for _, src := range []string{
			`{{ "a\r\nX: y" }}`, `x{{ "\n" }}`, `x{{ "\r" }}`, `{{ "\x00" }}`, "a\nb", "a\n{{ a.price }}", `{{ ["\n"] | first() }}`,
		} {
			s, err := text(t, src, place).String(env(t))
			hasCode(t, src, s, err, "http.header")
		}
	}
	if s, err := text(t, `{{ ["a\nb"] }}`, eval.Header).String(env(t)); err != nil || s != `["a\nb"]` {
		t.Errorf("JSON text has no line breaks: %q, %v", s, err)
	}
}

func TestTemplateMistakesHavePlaces(t *testing.T) {
	for _, c := range []struct {
		src, code string
		offset    int
	}{
		{`abc {{ a.price`, "template.unclosed", 4},
		{`{{ "}}`, "template.unclosed", 0},
		{`{{ {a: 1 }}`, "template.unclosed", 0},
		{`x{{   }}`, "template.empty", 1},
		{`Ё {{ nope }}`, "expression.unknown_name", 6},
		{`{{ a.price }} {{ 1 + }}`, "expression.syntax", 20},
		{`{{ form.x }}`, "expression.unknown_field", 3},
	} {
		_, err := eval.ParseText(c.src, eval.Plain, scope())
		if e := hasCode(t, c.src, nil, err, c.code); e.Offset != c.offset {
			t.Errorf("%s: offset %d, not %d", c.src, e.Offset, c.offset)
		}
	}
	_, err := text(t, `Ё {{ a.text.x }}`, eval.Plain).String(env(t))
	if e := hasCode(t, "a run", nil, err, "value.kind"); e.Offset != 6 {
		t.Errorf("offset %d", e.Offset)
	}
}

func TestPresentTellsEmptyOptionalValues(t *testing.T) {
	for src, want := range map[string]bool{
		`{{ optional(a.empty) }}`: false, `{{ optional(a.missing) }}`: false, `{{ optional([]) }}`: false,
		`{{ a.yes ? optional({}) : 1 }}`: false, `{{ optional(a.price) }}`: true, `{{ a.empty }}`: true,
		`x{{ optional(a.empty) }}`: true, `x`: true, `{{ a.missing }}`: true, `{{ optional(false) }}`: true, `{{ optional(0) }}`: true,
	} {
		v, present, err := text(t, src, eval.Plain).Present(env(t))
		if present != want || err != nil || !present && v != nil {
			t.Errorf("%s: %v, %v, %v", src, v, present, err)
		}
	}
}

func TestTextKnowsItsWrittenPartAndItsReferences(t *testing.T) {
	if s, ok := text(t, `as is`, eval.URL).Static(); !ok || s != "as is" {
		t.Errorf("%q, %v", s, ok)
	}
	x := text(t, `{{ a.b }}/{{ form.id + i }}`, eval.URL)
	if _, ok := x.Static(); ok {
		t.Error("a template with inserts is not static")
	}
	want := []eval.Reference{
		{Name: "a", Path: []string{"b"}, Offset: 3},
		{Name: "form", Path: []string{"id"}, Offset: 13},
		{Name: "i", Path: []string{}, Offset: 23},
	}
	if got := x.References(); !same(got, want) || x.Source() != `{{ a.b }}/{{ form.id + i }}` {
		t.Errorf("%+v", got)
	}
}

func TestSecretsShowOnlyInTheText(t *testing.T) {
	vars := eval.Vars{"c": map[string]any{"token": masked("s3cr3t"), "list": []any{masked("x")}}}
	scope := eval.Scope{"c": nil}
	for src, want := range map[string]string{
		`{{ c.token }}`: "s3cr3t", `Bearer {{ c.token }}`: "Bearer s3cr3t", `{{ c }}`: `{"list":["x"],"token":"s3cr3t"}`,
		`{{ upper(c.token) }}`: "S3CR3T", `{{ c.list[0] }}!`: "x!",
	} {
		x, err := eval.ParseText(src, eval.Plain, scope)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := x.String(eval.Env{Vars: vars}); got != want || err != nil {
			t.Errorf("%s: %q, %v", src, got, err)
		}
	}
	for _, src := range []string{`c.token.x`, `c.token * 2`, `c.token > 1`, `filter(c.token, #)`, `money(c.token)`,
		`hash(c.token, "x")`, `"x" matches "(" + c.token`, `format_date(c.token, "YYYY")`, `required(nil, "")`, `parse_json(c.token)`,
		`now(c.token)`, `c.list["s3cr3t"]`, `lookup("x", c.token)`, `c.list[c.token]`, `c.token[c.token]`, `get(c.list, c.token)`} {
		e, err := eval.ParseExpression(src, scope)
		if err != nil {
			t.Fatal(err)
		}
		_, err = e.Value(eval.Env{Vars: vars})
		if err == nil {
			t.Errorf("%s does not fail", src)
			continue
		}
		var known *eval.Error
		if errors.As(err, &known) && known.Code != "parse.not_json" && src != `c.list["s3cr3t"]` && contains(err.Error(), "s3cr3t") {
			t.Errorf("%s tells the secret: %v", src, err)
		}
	}
}

func TestAMarkInAnInsertIsNoMark(t *testing.T) {
	text, err := eval.ParseText("*{{ a }}* _{{ b }}_", eval.Markdown, eval.Scope{"a": nil, "b": nil})
	if err != nil {
		t.Fatal(err)
	}
	got, err := text.String(eval.Env{Vars: eval.Vars{"a": `_*[]()~` + "`" + `>#+-=|{}.!\`, "b": "Анна 5%"}})
	if want := `*\_\*\[\]\(\)\~` + "\\`" + `\>\#\+\-\=\|\{\}\.\!\\* _Анна 5%_`; err != nil || got != want {
		t.Errorf("%s %v, want %s", got, err, want)
	}
}
