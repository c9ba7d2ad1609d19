package actions

import (
	"encoding/json"
	"time"

	"stanok/engine"
)

// What the tests of this package see of its inner pieces.

func Decode(fields []engine.Field, with json.RawMessage, into any) engine.Problems {
	return decode(fields, with, into)
}

func ParseDuration(s string) (time.Duration, bool) { return parseDuration(s) }

// Redact masks secrets in a text, and in a plain value.
func Redact(text string, secrets ...string) string { return newRedactor(secrets...).text(text) }

func RedactValue(v any, secrets ...string) any { return newRedactor(secrets...).value(v) }

func RedactError(e *engine.Error, secrets ...string) *engine.Error {
	return newRedactor(secrets...).fault(e)
}
