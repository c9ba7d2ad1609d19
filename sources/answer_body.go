package sources

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stanok/engine/eval"
)

// body parses the body of an answer: text, or a value that is written as JSON.
func (c *config) body(field string, given json.RawMessage, media string, scope eval.Scope) (template, string) {
	if len(given) == 0 {
		return c.words(field, "", media, scope)
	}
	plain, err := eval.Decode(given, eval.Limits{})
	if err != nil {
		c.join(field, err)
		return nil, media
	}
	switch plain.(type) {
	case map[string]any, []any:
	default:
		return c.words(field, eval.TextOf(plain), media, scope)
	}
	made := c.part(field, plain, scope)
	if media == "" {
		media = plainJSONType
	}
	return func(source map[string]any, now time.Time) (string, error) {
		v, _, err := made(eval.Env{Vars: eval.Vars{"source": source}, Runtime: eval.Runtime{Now: now}})
		return eval.TextOf(v), err
	}, media
}

// part works out a value below a body. It is false if an optional() of it is
// empty, so that it is left out.
type part func(eval.Env) (any, bool, error)

// part compiles a value in which every text may be a template.
func (c *config) part(field string, plain any, scope eval.Scope) part {
	switch v := plain.(type) {
	case string:
		t, err := eval.ParseText(v, eval.Plain, scope)
		if err != nil {
			c.join(field, err)
			return nil
		}
		return t.Present
	case []any:
		return c.listPart(field, v, scope)
	case map[string]any:
		return c.objectPart(field, v, scope)
	}
	return func(eval.Env) (any, bool, error) { return plain, true, nil }
}

func (c *config) listPart(field string, list []any, scope eval.Scope) part {
	parts := make([]part, len(list))
	for i, v := range list {
		parts[i] = c.part(fmt.Sprintf("%s[%d]", field, i), v, scope)
	}
	return func(env eval.Env) (any, bool, error) {
		made := make([]any, 0, len(parts))
		for _, p := range parts {
			v, kept, err := p(env)
			if err != nil {
				return nil, false, err
			}
			if kept {
				made = append(made, v)
			}
		}
		return made, true, nil
	}
}

func (c *config) objectPart(field string, object map[string]any, scope eval.Scope) part {
	parts := make(map[string]part, len(object))
	for _, key := range slices.Sorted(maps.Keys(object)) {
		parts[key] = c.part(under(field, shorten(key, 60)), object[key], scope)
	}
	return func(env eval.Env) (any, bool, error) {
		made := make(map[string]any, len(parts))
		for key, p := range parts {
			v, kept, err := p(env)
			if err != nil {
				return nil, false, err
			}
			if kept {
				made[key] = v
			}
		}
		return made, true, nil
	}
}

// words parses an answer that is written as text. One that is to be JSON, or that is written
// like it, is a JSON template, whose values cannot break it; media is then JSON.
func (c *config) words(field, text, media string, scope eval.Scope) (template, string) {
	written := firstOf(text) == '[' || firstOf(text) == '{' && !strings.HasPrefix(strings.TrimSpace(text), "{{")
	if media != plainJSONType && (media != "" || !written) {
		return c.template(field, text, scope), media
	}
	j, err := eval.ParseJSON(text, scope)
	switch {
	case err != nil && media == "":
		return c.template(field, text, scope), media
	case err != nil:
		c.join(field, err)
		return nil, media
	}
	return func(source map[string]any, now time.Time) (string, error) {
		b, err := j.Append(nil, eval.Env{Vars: eval.Vars{"source": source}, Runtime: eval.Runtime{Now: now}})
		return string(b), err
	}, plainJSONType
}
