package sources

import (
	"maps"
	"slices"
	"strings"

	"stanok/engine/eval"
)

// maxArrived is how much people see of what came to a source that declares no
// parameters.
const maxArrived = 2

// arrived are the first values that came, each behind its name, for a source that
// declares none. What sounds like a secret is left out.
func arrived(in places) []string {
	var all []string
	for _, place := range [...]map[string]any{in.query, in.form, in.json, in.xml} {
		for _, name := range slices.Sorted(maps.Keys(place)) {
			kind := kindOf(place[name])
			if kind != "text" && kind != "number" || soundsSecret(name) {
				continue
			}
			if text := eval.TextOf(place[name]); text != "" {
				all = append(all, shorten(name+" "+text, maxSearchRunes))
			}
			if len(all) == maxArrived {
				return all
			}
		}
	}
	return all
}

// secretWords make a name sound as if its value were a secret.
var secretWords = []string{"auth", "pass", "secret", "key", "token", "cookie", "senha", "пароль", "sign"}

func soundsSecret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}
