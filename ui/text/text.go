// Package text holds every sentence the product says to people, in each of its
// languages. A sentence is found by its key; a test fails when one language
// lacks a key that another has, or when any code an error can carry has none.
//
// # How a sentence is written
//
//	{name}                  an argument; nothing if there is none
//	{kind:word}             the sentence under "word." and the argument, if there
//	                        is one, else the argument as it is
//	{limit:size}            a number of bytes, as people say it
//	{count|reply|replies}   the form of a word that the number asks for
//	[, line {line}]         left out, all of it, when an argument in it is empty
//
// Under "sender." and a code stands what its sender can do, in full; "sender" is
// for codes without.
//
// A key may have variants: "http.timeout/dns" is said instead of "http.timeout"
// when the argument reason is dns. What a variant does not say, its key does.
package text

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// Languages are the codes of all languages, the one spoken by default first.
var Languages = []string{"en", "ru", "pt-BR"}

// Sentence says what happened and what to do about it, as it is written.
type Sentence struct {
	Say string `json:"say"`
	Try string `json:"try,omitempty"`
}

// Texts are the sentences of every language. They never change, so any number of
// goroutines may ask them.
type Texts struct {
	of      map[string]map[string]entry
	matcher language.Matcher
}

// entry is a sentence taken apart.
type entry struct{ say, try template }

// Load reads the built-in sentences. It fails if a file is not as it should be.
func Load() (*Texts, error) {
	t := &Texts{of: map[string]map[string]entry{}}
	var tags []language.Tag
	for _, lang := range Languages {
		of, err := load(lang)
		if err != nil {
			return nil, fmt.Errorf("reading %s.json: %w", lang, err)
		}
		t.of[lang] = of
		tags = append(tags, language.MustParse(lang))
	}
	t.matcher = language.NewMatcher(tags)
	return t, nil
}

func load(lang string) (map[string]entry, error) {
	raw, err := files.ReadFile(lang + ".json")
	if err != nil {
		return nil, err
	}
	var sentences map[string]Sentence
	if err := json.Unmarshal(raw, &sentences); err != nil {
		return nil, err
	}
	of := make(map[string]entry, len(sentences))
	for key, s := range sentences {
		say, wrong := parse(s.Say, forms(lang))
		try, wrongToo := parse(s.Try, forms(lang))
		if err := errors.Join(wrong, wrongToo); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		of[key] = entry{say, try}
	}
	return of, nil
}

// With returns the texts with more of them: by language and key. They hold no
// arguments, and take no key that is there.
func (t *Texts) With(more map[string]map[string]Sentence) *Texts {
	all := &Texts{of: map[string]map[string]entry{}, matcher: t.matcher}
	for lang, of := range t.of {
		all.of[lang] = maps.Clone(of)
		for key, s := range more[lang] {
			if _, there := of[key]; !there {
				all.of[lang][key] = entry{asItStands(s.Say), asItStands(s.Try)}
			}
		}
	}
	return all
}

func asItStands(s string) template {
	if s == "" {
		return nil
	}
	return template{{text: s}}
}

// Match returns the language that fits an Accept-Language header best.
func (t *Texts) Match(accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return Languages[0]
	}
	_, i, confidence := t.matcher.Match(tags...)
	if confidence == language.No {
		return Languages[0]
	}
	return Languages[i]
}

// Has reports whether there is a sentence under key in every language.
func (t *Texts) Has(key string) bool {
	return !slices.ContainsFunc(Languages, func(lang string) bool { return len(t.of[lang][key].say) == 0 })
}

// Keys lists the keys of a language, sorted.
func (t *Texts) Keys(lang string) []string {
	keys := make([]string, 0, len(t.of[lang]))
	for k := range t.of[lang] {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Say returns the sentence under key and the advice with it, arguments filled
// in. An unknown language is English; an unknown key is the sentence "internal".
func (t *Texts) Say(lang, key string, args map[string]string) (say, try string) {
	if t.of[lang] == nil {
		lang = Languages[0]
	}
	e := t.find(lang, key, args)
	w := writer{t, lang, args}
	return w.write(e.say), w.write(e.try)
}

// SayToSender is Say for whoever sent a request to a webhook link. The advice is
// what they can do: the owner's would speak of steps they have never seen.
func (t *Texts) SayToSender(lang, key string, args map[string]string) (say, try string) {
	say, try = t.Say(lang, key, args)
	_, own := t.of[Languages[0]]["sender."+key]
	switch {
	case own:
		key = "sender." + key
	case strings.HasPrefix(key, "webhook."): // is about their request as it is
		return say, try
	default:
		key = "sender"
	}
	_, try = t.Say(lang, key, args)
	return say, try
}

// find returns the sentence under a key, or the variant that args choose.
func (t *Texts) find(lang, key string, args map[string]string) entry {
	e, ok := t.of[lang][key]
	if !ok {
		return t.of[lang]["internal"]
	}
	for _, name := range choosing {
		value := args[name]
		if value == "" {
			continue
		}
		v, ok := t.of[lang][key+"/"+value]
		if !ok && name == "status" {
			v, ok = t.of[lang][key+"/"+value[:1]+"xx"]
		}
		if ok {
			return v.over(e)
		}
	}
	return e
}

// choosing are the arguments whose value may choose a variant.
var choosing = []string{"reason", "begins", "rule", "feature", "limit", "what", "status"}

// over returns e with what it does not say taken from another.
func (e entry) over(other entry) entry {
	if len(e.say) == 0 {
		e.say = other.say
	}
	if len(e.try) == 0 {
		e.try = other.try
	}
	return e
}
