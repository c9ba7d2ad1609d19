package wire_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"stanok/engine/wire"
)

func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		"leads[add][0][id]=1&tags[]=a&tags[]=b", "a=1&a[b]=2&a[]=3", "a[b=1&[c]=2&a[[b]]=3", "__proto__[x]=1", "a[1000]=&a[]=",
		"%zz=%&a%5B%5D=%00", "a" + strings.Repeat("[]", 20) + "=", "=&==&[]=", "a[01]=1&a[1]=2&a[0]=3",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, encoded string) {
		form, err := wire.Form(encoded, func(s string) (string, bool) { return s, utf8.ValidString(s) })
		if err != nil {
			return
		}
		values, depth := measure(form, 0)
		if pairs := strings.Count(encoded, "&") + 1; values > pairs || values > 1_000 {
			t.Errorf("%d values of %d pairs", values, pairs)
		}
		if depth > 18 { // 16 names, the object around them, the list of values below
			t.Errorf("depth %d", depth)
		}
	})
}

// measure counts texts, and how deep they lie. No list may be longer than what
// was sent, so lists are counted by what is in them.
func measure(v any, depth int) (values, deepest int) {
	switch v := v.(type) {
	case string:
		return 1, depth
	case map[string]any:
		for _, part := range v {
			n, d := measure(part, depth+1)
			values, deepest = values+n, max(deepest, d)
		}
	case []any:
		for _, part := range v {
			n, d := measure(part, depth+1)
			values, deepest = values+n, max(deepest, d)
		}
	}
	return values, max(deepest, depth)
}
