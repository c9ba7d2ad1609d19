package wire

import (
	"strconv"

	"stanok/engine"
)

// TooMuch says that a form, a body or a document is over one of our bounds.
func TooMuch(what string, limit int) error {
	return &engine.Error{Kind: engine.Invalid, Code: "parse.limit", Args: map[string]string{"limit": what, "max": strconv.Itoa(limit)}}
}

// NotText says that something is no text in the charset it should be in.
func NotText(field string) error {
	return &engine.Error{Kind: engine.Invalid, Code: "value.encoding", Field: clip(field, 80)}
}

// clip cuts s to at most n characters.
func clip(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
