package actions

import (
	"encoding/json"
	"net/http"
	"slices"

	"golang.org/x/net/http/httpguts"

	"stanok/engine/eval"
)

// headers compiles the headers of a config, which must be none of those denied.
func (f *form) headers(field string, given map[string]json.RawMessage, denied []string) []pair {
	headers := f.pairs(field, given, eval.Header)
	for _, h := range headers {
		if !httpguts.ValidHeaderFieldName(h.name) || slices.Contains(denied, http.CanonicalHeaderKey(h.name)) {
			f.wrong(field+"."+h.name, "http.header", "header", clip(h.name, 60))
		}
		f.literalHeader(field+"."+h.name, h)
	}
	return headers
}

// literalHeader checks what needs no data to be known wrong.
func (f *form) literalHeader(field string, h pair) {
	text, ok := h.value.literal.(string)
	if ok && !httpguts.ValidHeaderFieldValue(text) {
		f.wrong(field, "http.header", "header", clip(h.name, 60))
	}
}

// header works a config's headers out. It refuses what would end one.
func header(field string, pairs []pair, env eval.Env) (http.Header, error) {
	given, err := worked(field, pairs, env)
	if err != nil {
		return nil, err
	}
	h := make(http.Header, len(given)+5)
	for _, one := range given {
		text := eval.TextOf(one.value)
		if !httpguts.ValidHeaderFieldValue(text) {
			return nil, within(join(field, one.name), refused("http.header", "header", one.name))
		}
		h.Add(one.name, text)
	}
	return h, nil
}
