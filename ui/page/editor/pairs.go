package editor

import (
	"encoding/json"
	"slices"
	"strings"
)

// pairList are names with values, in order; a name given twice has both.
type pairList struct {
	names []string
	of    map[string][]string
}

func newPairs() pairList { return pairList{of: map[string][]string{}} }

func (p *pairList) add(name, value string) {
	if !slices.Contains(p.names, name) {
		p.names = append(p.names, name)
	}
	p.of[name] = append(p.of[name], value)
}

// json is the list as an object.
func (p pairList) json() json.RawMessage {
	var parts []string
	for _, name := range p.names {
		value := quote(p.of[name][0])
		if all := p.of[name]; len(all) > 1 {
			var quoted []string
			for _, one := range all {
				quoted = append(quoted, quote(one))
			}
			value = "[" + strings.Join(quoted, ",") + "]"
		}
		parts = append(parts, quote(name)+":"+value)
	}
	return json.RawMessage("{" + strings.Join(parts, ",") + "}")
}
