package standin

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// params are what a request says in its query and its body, whether that is JSON,
// a form or multipart; the brackets of names are opened. It is false if the body
// is not what its type says.
func params(r *http.Request) (object, bool) {
	said := nested(r.URL.Query())
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, false
	}
	var more object
	switch {
	case len(bytes.TrimSpace(body)) == 0:
	case strings.HasPrefix(kind, "multipart/"):
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, false
		}
		more = nested(r.MultipartForm.Value)
	case strings.HasSuffix(kind, "json") || body[0] == '{':
		if err := decodeJSON(body, &more); err != nil {
			return nil, false
		}
	default:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, false
		}
		more = nested(form)
	}
	for name, v := range more {
		said[name] = v
	}
	return said, true
}

// decodeJSON reads JSON with all digits of its numbers.
func decodeJSON(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return d.Decode(into)
}

// deepest is how many brackets a name is opened at.
const deepest = 10

// nested opens the brackets of names: a[b][0]=1 is {"a":{"b":{"0":"1"}}}.
func nested(form url.Values) object {
	all := object{}
	for name, values := range form {
		path := pathOf(name)
		if len(path) > deepest {
			continue
		}
		for i, v := range values {
			at := path
			if last := len(path) - 1; path[last] == "" {
				at = append(slices.Clone(path[:last]), strconv.Itoa(i))
			}
			put(all, at, v)
		}
	}
	return all
}

func pathOf(name string) []string {
	first, rest, opens := strings.Cut(name, "[")
	if !opens || !strings.HasSuffix(rest, "]") || first == "" {
		return []string{name}
	}
	return append([]string{first}, strings.Split(strings.TrimSuffix(rest, "]"), "][")...)
}

func put(in object, path []string, v any) {
	for _, name := range path[:len(path)-1] {
		inner, ok := in[name].(object)
		if !ok {
			inner = object{}
			in[name] = inner
		}
		in = inner
	}
	in[path[len(path)-1]] = v
}

// members are the elements of a list, which a form may have as an object of
// numbers, or of a single value.
func members(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case object:
		all := make([]any, 0, len(v))
		for i := range len(v) {
			if e, ok := v[strconv.Itoa(i)]; ok {
				all = append(all, e)
			}
		}
		return all
	}
	return []any{v}
}

// dig follows names into objects and numbers into lists; nil if nothing is there.
func dig(v any, path ...string) any {
	for _, name := range path {
		switch in := v.(type) {
		case object:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}
