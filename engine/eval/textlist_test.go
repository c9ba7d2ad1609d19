package eval_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

func TestCommaListsAreCutOutsideOfQuotes(t *testing.T) {
	for src, want := range map[string]string{
		"split_list(`\"a, b\",c`)":                `["a, b","c"]`,
		"split_list(`a, b ,c`)":                   `["a","b","c"]`,
		"split_list(`\"1,50\",2`)":                `["1,50","2"]`,
		"split_list(`1,50`)":                      `["1","50"]`,
		"split_list(`a,,b,`)":                     `["a","","b",""]`,
		"split_list(`\"say \"\"x\"\"\", \"\"`)":   `["say \"x\"",""]`,
		"split_list(`in \"side\"`)":               `["in \"side\""]`,
		"split_list(``)":                          `[]`,
		"split_list(nil)":                         `[]`,
		"split_list([1, 2])":                      `[1,2]`,
		"split_list(5)":                           `["5"]`,
		"join_list([\"a, b\", \"c\", 1.50, nil])": `"\"a, b\",c,1.50,\"\""`,
		"join_list([])":                           `""`,
		"join_list(\"as is\")":                    `"as is"`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{"split_list(`\"a`)", "split_list(`\"a\"b,c`)", "split_list({})", "join_list({})"} {
		fails(t, src, "value.kind")
	}
}

func TestAJoinedListIsSplitIntoTheSameElements(t *testing.T) {
	e, err := eval.ParseExpression(`split_list(join_list(l))`, eval.Scope{"l": nil})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a",\n ]{0,6}`))).Draw(t, "list")
		list := make([]any, len(texts))
		for i, s := range texts {
			list[i] = s
		}
		v, err := e.Value(eval.Env{Vars: eval.Vars{"l": list}})
		if err != nil || !same(v, any(list)) {
			t.Fatalf("%q became %q, %v", list, v, err)
		}
	})
}

func TestAListIsTakenApartAtAnySeparator(t *testing.T) {
	for _, separator := range ",;|\t →" {
		rapid.Check(t, func(t *rapid.T) {
			list := rapid.SliceOf(rapid.StringMatching(`[a",;|\t\n →]{0,6}`)).Draw(t, "list")
			text := eval.JoinList(list, separator)
			got, ok := eval.SplitList(text, separator)
			if !ok || !slices.Equal(got, list) && len(list) > 0 {
				t.Fatalf("%q became %q by %q", list, got, text)
			}
		})
	}
}
