package origin

import (
	"encoding/json"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// tree are the places that are used below one node's output, so that all are found
// in one walk.
type tree struct {
	uses []engine.Use
	root twig
}

type twig struct {
	step  any
	at    []int // which uses end here
	below []*twig
}

func (t *tree) put(steps []any, use int) {
	at := &t.root
	for _, s := range steps {
		at = at.to(s)
	}
	at.at = append(at.at, use)
}

func (w *twig) to(step any) *twig {
	for _, b := range w.below {
		if b.step == step {
			return b
		}
	}
	b := &twig{step: step}
	w.below = append(w.below, b)
	return b
}

func (t *tree) outside(id engine.NodeID) engine.Outside {
	return engine.Outside{Node: id, Uses: t.uses, Look: func(value any) []engine.Shape {
		shapes := make([]engine.Shape, len(t.uses))
		t.root.walk(value, true, shapes)
		return shapes
	}}
}

// Bounds of one walk: a text that is longer is not read as JSON, and of a list only
// so many items are looked at.
const (
	maxText  = 256 << 10
	maxItems = 20
)

// walk notes the shapes of a value and of what is used below it.
func (w *twig) walk(v any, there bool, shapes []engine.Shape) {
	v = settled(v)
	for _, use := range w.at {
		if s := shapeOf(v, there); shapes[use] == "" || shapes[use] == engine.Gone {
			shapes[use] = s
		}
	}
	if len(w.below) == 0 {
		return
	}
	if text, ok := v.(string); ok {
		if len(text) > maxText {
			return
		}
		v = read(text)
	}
	for _, b := range w.below {
		if _, all := b.step.(eachItem); all {
			items, _ := v.([]any)
			if len(items) == 0 { // nothing to tell by
				continue
			}
			for _, item := range items[:min(len(items), maxItems)] {
				b.walk(item, true, shapes)
			}
			continue
		}
		found, ok := below(v, b.step)
		b.walk(found, ok, shapes)
	}
}

// read is what a text says that is JSON; else nil.
func read(text string) any {
	text = strings.TrimSpace(text)
	if text == "" || text[0] != '{' && text[0] != '[' {
		return nil
	}
	v, err := eval.Decode([]byte(text), eval.Limits{})
	if err != nil {
		return nil
	}
	return v
}

func shapeOf(v any, there bool) engine.Shape {
	if !there {
		return engine.Gone
	}
	switch v := v.(type) {
	case nil:
		return engine.NullShape
	case string:
		if strings.TrimSpace(v) == "" {
			return engine.EmptyShape
		}
		return engine.TextShape
	case bool:
		return engine.BoolShape
	case json.Number, float64, int:
		return engine.NumberShape
	case []any:
		if len(v) == 0 {
			return engine.EmptyShape
		}
		return engine.ListShape
	case map[string]any:
		return engine.ObjectShape
	}
	return ""
}
