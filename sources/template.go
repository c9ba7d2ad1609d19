package sources

import (
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
