package trial

import (
	"maps"

	"stanok/engine"
)

// maxInput is how large a sample may be, in bytes, to be changed by hand.
const maxInput = 32 << 10

// Came is what an event brought to a plan: Input and Unmasked may be asked of it,
// nothing else. Own are the names below source that are the source's own.
func Came(plan *engine.Plan, own []string, ev engine.Event) *Known {
	return &Known{Plan: plan, Sample: Sample{ID: "event", Event: ev}, own: own}
}

// Input is what the sample brought, for a person to change: the fields of its
// body, else of its query, else its parameters. What sounds secret is masked. It
// is false if there is no sample, or it brought no fields.
//
// A sample that is too large to be changed by hand gives none.
func (k *Known) Input() (map[string]any, bool) {
	given, ok := k.given()
	if !ok || len(k.Sample.Event.Data) > maxInput {
		return nil, false
	}
	shown, ok := unveiledValue(plainOf(hidden(given))).(map[string]any)
	return shown, ok
}

// Unmasked is input with the sample's own values where it still has the mask that
// Input put there.
func (k *Known) Unmasked(input map[string]any) map[string]any {
	given, _ := k.given()
	shown, _ := k.Input()
	back, _ := unmask(input, shown, given).(map[string]any)
	return back
}

func (k *Known) given() (map[string]any, bool) {
	if k.Plan.Source.Value == nil || k.Sample.ID == "" {
		return nil, false
	}
	v, err := k.Plan.Source.Value(k.Sample.Event)
	source, ok := v.(map[string]any)
	if err != nil || !ok {
		return nil, false
	}
	for _, part := range []string{"json", "form", "query"} {
		if fields, ok := asked(source[part]).(map[string]any); ok && len(fields) > 0 {
			return fields, true
		}
	}
	params := maps.Clone(source)
	for _, name := range k.own {
		delete(params, name)
	}
	return params, len(params) > 0
}

// plainOf is a copy of v in which nothing is worked out later any more and veils
// are texts.
func plainOf(v any) any {
	switch v := engine.Settled(asked(v)).(type) {
	case veiled:
		return veil
	case map[string]any:
		copied := make(map[string]any, len(v))
		for key, e := range v {
			copied[key] = plainOf(e)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, e := range v {
			copied[i] = plainOf(e)
		}
		return copied
	default:
		return v
	}
}

// unmask goes through what was given and what was shown of it together.
func unmask(input, shown, given any) any {
	given = asked(given)
	switch in := input.(type) {
	case map[string]any:
		shown, _ := shown.(map[string]any)
		given, _ := given.(map[string]any)
		back := make(map[string]any, len(in))
		for key, e := range in {
			back[key] = unmask(e, shown[key], given[key])
		}
		return back
	case []any:
		shown, _ := shown.([]any)
		given, _ := given.([]any)
		back := make([]any, len(in))
		for i, e := range in {
			back[i] = e
			if i < len(shown) && i < len(given) {
				back[i] = unmask(e, shown[i], given[i])
			}
		}
		return back
	case string:
		if given != nil && input == shown {
			return given
		}
	}
	return input
}
