package ui

import (
	"encoding/json"
	"sync"

	"stanok/engine"
	"stanok/engine/eval"
)

// Bounds of what is looked through for the order of an object's keys.
const (
	orderSteps = 40
	orderBytes = 4 << 20
)

// ordered writes a value of an operation for people: keys in the order in which
// they came, those named first before others.
func (u *UI) ordered(o opened, v any, first []string) json.RawMessage {
	if raw, ok := v.(json.RawMessage); ok { // it could not be read
		return raw
	}
	others := sync.OnceValue(func() []*eval.Order { return u.orders(o) })
	return eval.OrderOf(v, first, others).Append(nil, v)
}

// orders are those of everything the operation got, up to a limit.
func (u *UI) orders(o opened) []*eval.Order {
	var all []*eval.Order
	left := orderBytes
	if o.plan.Source.Value != nil && len(o.Event.Data) <= left {
		left -= len(o.Event.Data)
		all = append(all, eval.OrderOf(u.input(o.plan, o.Event), nil, nil))
	}
	for _, s := range o.steps[:min(len(o.steps), orderSteps)] {
		if left -= len(s.Output); left < 0 {
			break
		}
		all = append(all, eval.OrderOf(engine.Decode(s.Output), nil, nil))
	}
	return all
}
