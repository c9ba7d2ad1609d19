package sources

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// maxKey bounds what an event is recognised by; longer ones go by their hash.
const maxKey = 200

func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func validText(s string) bool { return utf8.ValidString(s) }

// cleanQuery writes bytes of a query that are no text as escapes, which mean the
// same.
func cleanQuery(query string) string {
	if utf8.ValidString(query) {
		return query
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}
