// Package words holds the words of the pages: names of buttons, columns, states
// and places, in every language. Sentences about errors are in ui/text.
//
// # How words are written
//
//	{name}                      an argument; a whole number with its thousands apart
//	{n|# reply|# replies}       the form the number asks for, # being the number
//	{n|=0 none|# reply|…}       what is said instead when the number is 0
//
// English and Portuguese have two forms (one, other), Russian four (one, few,
// many, and other for fractions). Every key stands in every language, with the
// same arguments; a test holds that.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed */*.json
var files embed.FS

// Languages are the codes of all languages, the one spoken by default first.
var Languages = []string{"en", "ru", "pt-BR"}

// Words are the words of every language. They never change, so any number of
// goroutines may ask them.
type Words struct {
	of map[string]map[string]phrase
}

// Load reads the built-in words. It fails if a file is not as it should be.
func Load() (*Words, error) {
	w := &Words{of: map[string]map[string]phrase{}}
	for _, lang := range Languages {
		of, err := load(lang)
		if err != nil {
			return nil, fmt.Errorf("reading the words of %s: %w", lang, err)
		}
		w.of[lang] = of
	}
	return w, nil
}

// load reads the files of one language: one for each family of screens.
func load(lang string) (map[string]phrase, error) {
	of := map[string]phrase{}
	names, err := fs.Glob(files, lang+"/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := add(of, name, forms(lang)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return of, nil
}

func add(of map[string]phrase, name string, forms int) error {
	raw, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var written map[string]string
	if err := json.Unmarshal(raw, &written); err != nil {
		return err
	}
	for key, s := range written {
		if _, twice := of[key]; twice {
			return fmt.Errorf("%s stands in another file too", key)
		}
		if of[key], err = parse(s, forms); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// In returns the voice that speaks a language; an unknown one is English.
func (w *Words) In(lang string) Voice {
	if w.of[lang] == nil {
		lang = Languages[0]
	}
	return Voice{lang: lang, of: w.of[lang]}
}

// T is Voice.T in a language.
func (w *Words) T(lang, key string, args ...any) string { return w.In(lang).T(key, args...) }

// Keys lists the keys of a language, sorted.
func (w *Words) Keys(lang string) []string {
	keys := make([]string, 0, len(w.of[lang]))
	for k := range w.of[lang] {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Args lists the arguments of what is written under a key, sorted.
func (w *Words) Args(lang, key string) []string {
	var names []string
	for _, p := range w.of[lang][key] {
		if p.name != "" && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return names
}
