package origin

import (
	"encoding/json"
	"strings"

	"stanok/engine/eval"
)

// composed finds the part of a JSON template that gives the value at a path.
func composed(template string, steps []any) piece {
	whole, err := eval.Decode([]byte(strict(template)), eval.Limits{})
	if err != nil {
		return piece{config: template}
	}
	p := piece{config: whole}
	for i, s := range steps {
		switch at := p.config.(type) {
		case string: // the rest is inside of what it refers to
			p.rest = steps[i:]
			return p
		case map[string]any:
			next, ok := at[text(s)]
			if !ok {
				return p
			}
			p.config = next
		case []any:
			n, ok := s.(int)
			if !ok || n < 0 {
				return p
			}
			if !p.entry(at, n) {
				return p
			}
		default:
			return p
		}
	}
	return p
}

func text(step any) string {
	s, _ := step.(string)
	return s
}

// entry goes to what gives the nth entry of a list, which may be a row of what is
// repeated.
func (p *piece) entry(list []any, n int) bool {
	for i, one := range list {
		if each, ok := one.(map[string]any); ok {
			if over, repeats := each["$each"].(string); repeats {
				as, _ := each["$as"].(string)
				if as == "" {
					as = "item"
				}
				rows := map[string]row{as: {list: over, index: n - i, rows: p.rows}}
				for name, r := range p.rows {
					if name != as {
						rows[name] = r
					}
				}
				p.config, p.rows = each["$item"], rows
				return true
			}
		}
		if i == n {
			p.config = one
			return true
		}
	}
	return false
}

// strict writes a template as JSON: what stands in braces in place of a value
// becomes a text, and within a text it is escaped.
func strict(template string) string {
	var b strings.Builder
	inside := false // of a text
	for i := 0; i < len(template); {
		switch c := template[i]; {
		case strings.HasPrefix(template[i:], "{{"):
			end := strings.Index(template[i:], "}}")
			if end < 0 {
				return template
			}
			quoted, err := json.Marshal(template[i : i+end+2])
			if err != nil {
				return template
			}
			if inside {
				quoted = quoted[1 : len(quoted)-1]
			}
			b.Write(quoted)
			i += end + 2
			continue
		case c == '\\' && inside && i+1 < len(template):
			b.WriteString(template[i : i+2])
			i += 2
			continue
		case c == '"':
			inside = !inside
		}
		b.WriteByte(template[i])
		i++
	}
	return b.String()
}
