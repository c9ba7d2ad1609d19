package document_test

import (
	"encoding/json"
	"strings"

	"pgregory.net/rapid"
)

// The generators of this file draw documents as JSON text, for only a text keeps
// the order of keys and the digits of numbers.

// hard are pieces of text that some reader or writer trips over.
var hard = []string{
	"", "a", "word", "Заявка №", "😀", "👩‍👩‍👧", "\n", "\n\n", " ", "  ", "\t", "\r", "\r\n", "\x00", "\x07", "\x1b", "\x7f",
	"\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "\U0010ffff", "'", "\"", "''", "\\", "\\n", "`", "@", "%",
	"{{ source.x }}", "{{", "}}", "{", "}", "[", "]", ",", ":", ": ", " #", "#", "- ", "-", "---", "...", "? ", "?", "&a", "*a", "!t", "|", ">", "<<", "=",
	"yes", "No", "on", "null", "~", "true", "FALSE", "0", "-1", "017", "0x1F", "0o7", "1_000", "1e3", ".5", "5.", "+7", ".inf", "-.INF", ".nan",
	"12:30:00", "2001-01-01", "2xx", "9007199254740993", "1.50", "key: value", "https://x.example/?a=1&b=2#c", "<b>&amp;</b>",
}

func hardText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 9).Draw(t, "any") == 0 {
			return strings.ToValidUTF8(rapid.String().Draw(t, "text"), "?")
		}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(hard), 0, 6).Draw(t, "pieces"), "")
		if rapid.IntRange(0, 19).Draw(t, "long") == 0 {
			text += strings.Repeat("long ", 100)
		}
		return text
	})
}

func hardNumber() *rapid.Generator[string] {
	return rapid.StringMatching(`-?(0|[1-9][0-9]{0,47})(\.[0-9]{1,10})?([eE][-+]?[0-9]{1,3})?`)
}

// jsonValue draws a value of any kind, at most deep levels deep.
func jsonValue(deep int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		switch most := 5 + min(deep, 1)*4; rapid.IntRange(0, most).Draw(t, "kind") {
		case 0:
			return rapid.SampledFrom([]string{"null", "true", "false", "[]", "{}"}).Draw(t, "word")
		case 1:
			return hardNumber().Draw(t, "number")
		case 6, 7:
			return "[" + strings.Join(rapid.SliceOfN(jsonValue(deep-1), 1, 5).Draw(t, "list"), ",") + "]"
		case 8, 9:
			return jsonMap(t, deep)
		}
		return quoteJSON(hardText().Draw(t, "text"))
	})
}

func jsonMap(t *rapid.T, deep int) string {
	keys := rapid.SliceOfNDistinct(hardText(), 1, 5, rapid.ID[string]).Draw(t, "keys")
	entries := make([]string, len(keys))
	for i, k := range keys {
		entries[i] = quoteJSON(k) + ":" + jsonValue(deep-1).Draw(t, "value")
	}
	return "{" + strings.Join(entries, ",") + "}"
}

func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
