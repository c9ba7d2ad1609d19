package sources

import (
	"strings"
	"time"

	"stanok/engine/eval"
)

// template is text with {{ expressions }} over the event itself.
type template func(source map[string]any, now time.Time) (string, error)

// template parses one; scope is what it may refer to.
func (c *config) template(field, text string, scope eval.Scope) template {
	t, err := eval.ParseText(text, eval.Plain, scope)
	if err != nil {
		c.join(field, err)
		return nil
	}
	return func(source map[string]any, now time.Time) (string, error) {
		return t.String(eval.Env{Vars: eval.Vars{"source": source}, Runtime: eval.Runtime{Now: now}})
	}
}

// body parses the body of an answer. One that is to be JSON, or that is written
// like it, is a JSON template, whose values cannot break it; media is then JSON.
func (c *config) body(field, text, media string, scope eval.Scope) (template, string) {
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
