package document

import (
	"regexp"
	"slices"
)

// reserved are the ids that actions may not have: names that expressions already
// use, functions of expressions, and words of their language.
var reserved = []string{
	"source", "item", "index", "connection", "operation", "processing", "answer",

	"optional", "required", "default", "json", "parse_json", "base64", "unbase64", "url", "hash", "hmac",
	"digits", "phone", "format_date", "parse_date", "money", "split_list", "join_list", "lookup",
	"uuid", "now",

	"and", "contains", "else", "false", "if", "in", "let", "matches", "nil", "not", "null", "or", "true",
}

// Reserved lists the ids that no action may have.
func Reserved() []string { return slices.Clone(reserved) }

// maxID is how long the id of an action may be.
const maxID = 64

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// wellFormed tells whether an id can name an action, reserved or not.
func wellFormed(id string) bool { return len(id) <= maxID && idPattern.MatchString(id) }
