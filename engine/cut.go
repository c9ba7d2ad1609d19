package engine

import (
	"encoding/json"
	"maps"
	"slices"
)

// mark stands at the end of a text that was cut.
const mark = "…"

// shrink returns an output on record in at most maxClipped bytes, in the shape
// it had: the longest texts and lists in it are cut, more and more until it
// fits. What no cutting makes fit becomes a cut text.
func shrink(output json.RawMessage, encode func(dst []byte, v any) []byte) json.RawMessage {
	v := Decode(output)
	for longest := maxClipped / 2; longest >= 64; longest /= 2 {
		if b := encode(nil, cut(v, longest)); len(b) <= maxClipped {
			return b
		}
	}
	return encode(nil, clip(string(output), maxClipped/2)+mark) // written as text it grows
}

// cut bounds every text of v in bytes, and every list and object to an eighth
// as many values. Objects keep their first keys.
func cut(v any, longest int) any {
	switch v := v.(type) {
	case string:
		if len(v) > longest {
			return clip(v, longest) + mark
		}
	case []any:
		kept := make([]any, min(len(v), longest/8))
		for i := range kept {
			kept[i] = cut(v[i], longest)
		}
		return kept
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		kept := make(map[string]any, len(keys))
		for _, key := range keys[:min(len(keys), longest/8)] {
			kept[clip(key, longest)] = cut(v[key], longest)
		}
		return kept
	}
	return v
}
