package document

import (
	"maps"
	"slices"
	"strconv"

	"stanok/engine"
)

// reasons say in plain words what document.syntax is about. Their keys never
// change; sentences in other languages are found by them.
var reasons = map[string]string{
	"after_value":    "something follows the value on the same line; text with such characters needs quotes",
	"braces":         "text that begins with {{ needs quotes",
	"colon":          "a colon inside a value; the value needs quotes, or the line needs a different indentation",
	"control":        "a control character that cannot stand in a text file",
	"dash":           "a list item cannot begin here; it goes on a line of its own",
	"escape":         "an unknown or incomplete escape after a backslash",
	"flow_comma":     "a comma or the closing bracket is missing",
	"flow_entry":     "a name and a colon are expected here",
	"header":         "the line with | or > has something else on it",
	"indent":         "the indentation does not fit the lines above",
	"indent_blank":   "an empty line at the beginning of the text is indented deeper than the text",
	"key":            "a line like name: value is expected here",
	"leftover":       "the text goes on where the document should end; a list and a map cannot be mixed",
	"reserved":       "text that begins with this character needs quotes",
	"tab":            "a tab in the indentation; use spaces",
	"unclosed_flow":  "a bracket is opened here and never closed",
	"unclosed_quote": "a quote is opened here and never closed",
}

// Reasons lists the words that Args["rule"] of a document.syntax problem may be.
// Args["reason"] says the same in plain English.
func Reasons() []string { return slices.Sorted(maps.Keys(reasons)) }

// Features lists the words that Args["feature"] of a document.yaml_feature
// problem may be.
func Features() []string {
	return []string{"alias", "anchor", "complex_key", "directive", "documents", "merge", "tag"}
}

func (s source) syntax(rule string, at int32) engine.Problems {
	return s.problem("document.syntax", at, map[string]string{"rule": rule, "reason": reasons[rule]})
}

func (s source) feature(feature string, at int32) engine.Problems {
	return s.problem("document.yaml_feature", at, map[string]string{"feature": feature})
}

func (r *reader) duplicate(k key, first int32) error {
	line, _ := r.source.position(first)
	return r.source.problem("document.duplicate_key", k.at, map[string]string{"key": clip(k.name), "line": strconv.Itoa(line)})
}
