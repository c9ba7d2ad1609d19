package sources

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// Alter makes an event as another was, with other parameters, as if its sender
// had sent them so: a form stays a form, a query a query, and the rest is JSON.
// Files are left out. Like the zero event, a form is posted. It fails as NewEvent
// does.
func Alter(source engine.PreparedSource, like engine.Event, input map[string]any, at time.Time) (engine.Event, error) {
	l, ok := source.Config.(*link)
	if !ok {
		return NewEvent(source, input, at)
	}
	if like.Source != webhookType {
		like.Data = json.RawMessage(`{"method":"POST","shape":"form"}`)
	}
	q, err := requestOf(like)
	if err != nil {
		return engine.Event{}, err
	}
	q.at = at
	q.put(input)
	in := places{header: q.headers}
	if in.query, err = q.parseQuery(); err != nil {
		return engine.Event{}, broken(err)
	}
	body, err := readAs(q.shape, q.raw, q.label())
	if err != nil {
		return engine.Event{}, broken(err)
	}
	in.form = body.form
	in.json, _ = body.json.(map[string]any)
	if q.params, err = collect(l.params, in); err != nil {
		return engine.Event{}, err
	}
	return engine.Event{Source: webhookType, At: at, Data: q.record(), Search: searchable(l.params, q.params, in)}, nil
}

// put makes input what the request brings, in the place where it brought
// something.
func (q *request) put(input map[string]any) {
	q.headers = maps.Clone(orEmpty(q.headers))
	for _, of := range []string{"content-length", "content-encoding"} { // of the body that was
		delete(q.headers, of)
	}
	switch q.shape {
	case formBody, multipartBody:
		q.shape, q.raw = formBody, encodeForm(input)
		q.headers["content-type"] = "application/x-www-form-urlencoded"
	case noBody:
		q.query = encodeForm(input)
	default:
		q.shape, q.raw = jsonBody, string(eval.Append(nil, orEmpty(input)))
		q.headers["content-type"] = plainJSONType
	}
}

// encodeForm writes what wire.Form reads.
func encodeForm(input map[string]any) string {
	pairs := url.Values{}
	var put func(name string, v any)
	put = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				put(name+"["+key+"]", v[key])
			}
		case []any:
			for i, e := range v {
				put(name+"["+strconv.Itoa(i)+"]", e)
			}
		default:
			pairs.Set(name, eval.TextOf(v))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(input)) {
		put(name, input[name])
	}
	return pairs.Encode()
}
