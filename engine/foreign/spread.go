package foreign

import (
	"maps"
	"slices"
	"strings"
)

// between stands between the items of a list, by the style of a parameter.
var between = map[string]string{"spaceDelimited": " ", "pipeDelimited": "|"}

// spread writes a value into the query of an address as the style of its parameter
// has it; text is a value that is neither a list nor an object.
func spread(p map[string]any, name string, value any, text string) []Pair {
	switch v := value.(type) {
	case []any:
		sep, own := between[str(p["style"])]
		if !own && p["explode"] != false || p["explode"] == true {
			all := make([]Pair, len(v))
			for i, e := range v {
				all[i] = Pair{name, flat(e)}
			}
			return all
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = flat(e)
		}
		if !own {
			sep = ","
		}
		return []Pair{{name, strings.Join(parts, sep)}}
	case map[string]any:
		return spreadObject(p, name, v)
	}
	return []Pair{{name, text}}
}

func spreadObject(p map[string]any, name string, v map[string]any) (all []Pair) {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(v)) {
		part := flat(v[key])
		parts = append(parts, key, part)
		if str(p["style"]) == "deepObject" {
			all = append(all, Pair{name + "[" + key + "]", part})
		} else {
			all = append(all, Pair{key, part})
		}
	}
	if p["explode"] == false && str(p["style"]) != "deepObject" {
		return []Pair{{name, strings.Join(parts, ",")}}
	}
	return all
}
