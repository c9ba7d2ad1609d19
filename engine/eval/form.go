package eval

import (
	"net/url"
)

// Pair is one key of a form or a query and its value. A list repeats the key,
// a missing value is an empty one.
type Pair struct {
	Key   string
	Value any
}

// FormEncode writes pairs in their order as application/x-www-form-urlencoded.
// Values are plain; objects are written as JSON text.
func FormEncode(pairs []Pair) string {
	var b []byte
	for _, p := range pairs {
		values, ok := p.Value.([]any)
		if !ok {
			values = []any{p.Value}
		}
		for _, v := range values {
			if len(b) > 0 {
				b = append(b, '&')
			}
			b = append(b, url.QueryEscape(p.Key)...)
			b = append(b, '=')
			b = append(b, url.QueryEscape(TextOf(v))...)
		}
	}
	return string(b)
}
