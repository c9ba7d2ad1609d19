package editor

import (
	"encoding/json"
	"regexp"
)

// Guard says what becomes of a parameter that is empty.
type Guard string

// What may become of it.
const (
	Leave   Guard = ""     // it stays empty
	UseText Guard = "text" // a text takes its place
	Stop    Guard = "stop" // the operation fails, and says so
)

var (
	usesText = regexp.MustCompile(`^\s*default\(\s*(.*?)\s*,\s*("(?:[^"\\]|\\.)*")\s*\)\s*$`)
	stops    = regexp.MustCompile(`^\s*required\(\s*(.*?)\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)?\)\s*$`)
)

// Guarded takes an expression apart that is a reference with a guard around it:
// default(fields.name, "none"), required(fields.name, "name"). Any other is given
// back as it is.
func Guarded(expression string) (ref string, how Guard, text string) {
	if m := usesText.FindStringSubmatch(expression); m != nil && reference.MatchString(m[1]) && json.Unmarshal([]byte(m[2]), &text) == nil {
		return m[1], UseText, text
	}
	if m := stops.FindStringSubmatch(expression); m != nil && reference.MatchString(m[1]) {
		return m[1], Stop, ""
	}
	return expression, Leave, ""
}

// regard puts the guard of one reference around another.
func regard(ref string, how Guard, text, name string) string {
	switch how {
	case UseText:
		return "default(" + ref + ", " + quote(text) + ")"
	case Stop:
		return "required(" + ref + ", " + quote(name) + ")"
	}
	return ref
}
