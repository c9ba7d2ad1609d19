package eval_test

import (
	"errors"
	"strings"
	"testing"

	"stanok/engine/eval"
)

func TestMistakesAreFoundWhenParsingWithTheirPlace(t *testing.T) {
	for _, c := range []struct {
		src, code string
		offset    int
		args      map[string]string
	}{
		{`b.x`, "expression.unknown_name", 0, map[string]string{"name": "b"}},
		{`secrt`, "expression.unknown_name", 0, map[string]string{"name": "secrt", "closest": "secret"}},
		{`"Ёж" + secrt`, "expression.unknown_name", 9, map[string]string{"name": "secrt", "closest": "secret"}},
		{`form.phon`, "expression.unknown_field", 0, map[string]string{"name": "form", "field": "phon", "closest": "phone"}},
		{`1 + form["xyz"]`, "expression.unknown_field", 4, map[string]string{"name": "form", "field": "xyz"}},
		{`phne("1")`, "expression.unknown_function", 0, map[string]string{"name": "phne", "closest": "phone"}},
		{`a.text.upper()`, "expression.unknown_function", 7, map[string]string{"name": "upper"}},
		{`date("2020")`, "expression.unknown_function", 0, map[string]string{"name": "date", "what": "date"}},
		{`now() + duration("1h")`, "expression.unknown_function", 8, map[string]string{"name": "duration", "what": "duration"}},
		{`timezone("Europe/Moscow")`, "expression.unknown_function", 0, map[string]string{"name": "timezone", "what": "timezone"}},
		{`$env.a`, "expression.unknown_name", 0, nil},
		{`a +`, "expression.syntax", 2, nil},
		{`a b`, "expression.syntax", 2, nil},
		{`"x`, "expression.syntax", -2, nil},
		{`phone()`, "expression.syntax", 0, map[string]string{"message": "phone takes 1 to 2 values, not 0"}},
		{`uuid(1)`, "expression.syntax", 0, nil},
		{`#`, "expression.syntax", 0, nil},
		{`filter(a.list, #acc > 1)`, "expression.syntax", -2, nil},
		{`b"bytes"`, "expression.syntax", 0, nil},
		{`"x" matches "("`, "expression.syntax", 4, nil},
		{`"x" matches "` + strings.Repeat("x", 2000) + `"`, "expression.too_large", 4, nil},
		{`max()`, "expression.syntax", 0, map[string]string{"message": "max takes 1 or more values, not 0"}},
		{`let a = 1; a`, "expression.syntax", 4, nil},
		{`123456789012345678901`, "expression.syntax", -2, nil},
		{``, "expression.syntax", 0, nil},
		{"\xff", "expression.syntax", 0, nil},
		{strings.Repeat("1+", 400) + "1", "expression.too_large", -2, nil},
		{strings.Repeat("(", 70_000), "expression.too_large", 0, nil},
	} {
		_, err := eval.ParseExpression(c.src, scope())
		e := hasCode(t, c.src[:min(len(c.src), 40)], nil, err, c.code)
		if c.offset != -2 && e.Offset != c.offset {
			t.Errorf("%.40s: offset %d, not %d", c.src, e.Offset, c.offset)
		}
		for name, want := range c.args {
			if e.Args[name] != want {
				t.Errorf("%.40s: %s is %q, not %q", c.src, name, e.Args[name], want)
			}
		}
	}
}

func TestAllProblemsWithNamesAreReportedAtOnce(t *testing.T) {
	_, err := eval.ParseExpression(`x + nope(y, form.z)`, scope())
	if problems := eval.Problems(err); len(problems) != 4 {
		t.Errorf("%v", problems)
	}
	_, err = eval.ParseText(`{{ x }}{{ y + z }}{{ }}{{ a`, eval.Plain, scope())
	if problems := eval.Problems(err); len(problems) != 2 {
		t.Errorf("the scanner's problems come alone: %v", problems)
	}
	_, err = eval.ParseText(`{{ x }}{{ y + z }}`, eval.Plain, scope())
	if problems := eval.Problems(err); len(problems) != 3 {
		t.Errorf("%v", problems)
	}
	if problems := eval.Problems(nil); problems != nil {
		t.Errorf("%v", problems)
	}
	if problems := eval.Problems(errors.New("other")); len(problems) != 1 || problems[0].Offset != -1 {
		t.Errorf("%v", problems)
	}
}

func TestDeepParenthesesNeitherHangNorCrash(t *testing.T) {
	src := strings.Repeat("(", 20_000) + "1" + strings.Repeat(")", 20_000)
	e, err := eval.ParseExpression(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := e.Value(eval.Env{}); err != nil || eval.TextOf(v) != "1" {
		t.Errorf("%v, %v", v, err)
	}
}

func TestDeepNestingOfAnyKindIsAnErrorAndNotACrash(t *testing.T) {
	for _, part := range []string{"[", "{a:", "-", "!", "not ", "a[", "map(a,", "json(", "let x=", "1?", "if a {", "a??(", "{{", "#", "a.", "1**"} {
		_, err := eval.ParseExpression(strings.Repeat(part, 60_000/len(part)), scope())
		if err == nil || len(eval.Problems(err)) == 0 {
			t.Errorf("%s: %v", part, err)
		}
	}
}

func TestErrorsSayWhatTheEngineAsksFor(t *testing.T) {
	cause := errors.New("cause")
	var err error = &eval.Error{Code: "value.kind", Args: map[string]string{"want": "list", "kind": "text"}, Offset: 7, Err: cause}
	var asked interface {
		ErrorCode() string
		ErrorArgs() map[string]string
		ErrorOffset() int
	}
	if !errors.As(err, &asked) || asked.ErrorCode() != "value.kind" || asked.ErrorArgs()["kind"] != "text" || asked.ErrorOffset() != 7 {
		t.Errorf("%+v", asked)
	}
	if err.Error() != "value.kind: kind=text, want=list: cause" || !errors.Is(err, cause) {
		t.Error(err)
	}
}
