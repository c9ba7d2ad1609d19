package password

import (
	_ "embed"
	"strings"

	"stanok/engine"
)

// The words that passwords are made of again and again, in the languages of the
// product. One or two of them with some digits are refused, so few words stand for
// hundreds of thousands of passwords.
//
//go:embed common.txt
var commonText string

var common = read(commonText)

func read(list string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(list) {
		words[engine.Fold(word)] = true
	}
	return words
}
