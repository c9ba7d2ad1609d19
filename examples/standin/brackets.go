package standin

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// setBrackets writes v under name as PHP's http_build_query does: objects and
// lists become name[key]=…, nulls are left out.
func setBrackets(form url.Values, name string, v any) {
	switch v := v.(type) {
	case nil:
	case object:
		for key, e := range v {
			setBrackets(form, name+"["+key+"]", e)
		}
	case []any:
		for i, e := range v {
			setBrackets(form, fmt.Sprintf("%s[%d]", name, i), e)
		}
	default:
		form.Set(name, text(v))
	}
}

// bracketed gives what a form holds under name[…], one level deep.
func bracketed(form url.Values, name string) map[string]string {
	found := map[string]string{}
	for key, values := range form {
		rest, opens := strings.CutPrefix(key, name+"[")
		inner, closes := strings.CutSuffix(rest, "]")
		if opens && closes && !strings.ContainsAny(inner, "[]") {
			found[inner] = values[len(values)-1]
		}
	}
	return found
}

// text is a JSON value as a form would carry it.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case object, []any:
		return string(encodeJSON(v))
	}
	return fmt.Sprint(v)
}
