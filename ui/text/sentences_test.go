package text_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"stanok/ui/text"
)

// written are the sentences of a language as they stand in its file.
func written(t *testing.T, lang string) map[string]text.Sentence {
	t.Helper()
	raw, err := os.ReadFile(lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	var all map[string]text.Sentence
	if err := d.Decode(&all); err != nil {
		t.Fatalf("%s: %v", lang, err)
	}
	if n := strings.Count(string(raw), "\n") - 2; n != len(all) {
		t.Errorf("%s.json has %d lines of sentences and %d keys: one is there twice", lang, n, len(all))
	}
	return all
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	english := written(t, "en")
	for _, lang := range text.Languages[1:] {
		other := written(t, lang)
		for key := range other {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, which English does not", lang, key)
			}
		}
		for key, s := range english {
			o := other[key]
			if (o.Say == "") != (s.Say == "") || (o.Try == "") != (s.Try == "") {
				t.Errorf("%s %s: one language says something where the other says nothing", lang, key)
			}
			if a, b := arguments(s.Say), arguments(o.Say); !slices.Equal(a, b) {
				t.Errorf("%s %s mentions %v, English mentions %v", lang, key, b, a)
			}
			if a, b := arguments(s.Try), arguments(o.Try); !slices.Equal(a, b) {
				t.Errorf("%s %s advises with %v, English with %v", lang, key, b, a)
			}
		}
	}
}

var argument = regexp.MustCompile(`\{([^}|]*)`)

// arguments are what a sentence asks for, sorted, each once.
func arguments(s string) []string {
	var all []string
	for _, m := range argument.FindAllStringSubmatch(s, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// maxLength of a sentence, in characters: more is not read.
const maxLength = 200

func TestSentencesAreInTheirLanguage(t *testing.T) {
	english := written(t, "en")
	for _, lang := range text.Languages {
		for key, s := range written(t, lang) {
			for _, one := range []string{s.Say, s.Try} {
				if one == "" {
					continue
				}
				if n := utf8.RuneCountInString(one); n > maxLength {
					t.Errorf("%s %s has %d characters", lang, key, n)
				}
				if strings.ContainsAny(one, "\"\n\t") || strings.TrimSpace(one) != one || strings.Contains(one, "  ") {
					t.Errorf("%s %s: quotes, lines or spaces: %s", lang, key, one)
				}
				if wrong := foreign(lang, one); wrong != "" {
					t.Errorf("%s %s %s: %s", lang, key, wrong, one)
				}
			}
			if lang == "pt-BR" && s.Say == english[key].Say && s.Say != "" && !slices.Contains(alike, s.Say) {
				t.Errorf("%s is not translated: %s", key, s.Say)
			}
		}
	}
}

// alike are what Portuguese and English say in the same words.
var alike = []string{"Editor", "E-mail", "Status"}

// foreign says what in a sentence is not of its language.
func foreign(lang, s string) string {
	cyrillic := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	switch {
	case lang == "ru" && !cyrillic:
		return "has no Russian in it"
	case lang != "ru" && cyrillic:
		return "has Russian in it"
	case lang == "ru" && strings.ContainsAny(s, "“”"):
		return "has the quotation marks of another language"
	case lang != "ru" && strings.ContainsAny(s, "«»„"):
		return "has the quotation marks of another language"
	case lang == "pt-BR" && english.MatchString(s):
		return "has English in it"
	}
	return ""
}

var english = regexp.MustCompile(`(?i)\b(the|this|is|are|and|with|of|not|was)\b`)

func TestNamesAreShort(t *testing.T) {
	for _, lang := range text.Languages {
		for key, s := range written(t, lang) {
			kind, _, _ := strings.Cut(key, ".")
			if slices.Contains([]string{"type", "state", "role"}, kind) && utf8.RuneCountInString(s.Say) > 25 {
				t.Errorf("%s %s is long for a name: %s", lang, key, s.Say)
			}
		}
	}
}

var group = regexp.MustCompile(`\[[^\]]*\]`)

func TestSentencesReadWellWithoutWhatIsInBrackets(t *testing.T) {
	texts := load(t)
	for _, lang := range text.Languages {
		for key, s := range written(t, lang) {
			given := map[string]string{}
			for _, name := range arguments(group.ReplaceAllString(s.Say+s.Try, "")) {
				name, _, _ = strings.Cut(name, ":")
				given[name] = "7"
			}
			key, _, _ = strings.Cut(key, "/")
			say, try := texts.Say(lang, key, given)
			for _, s := range []string{say, try} {
				if spoiled.MatchString(s) {
					t.Errorf("%s %s with %v: %q", lang, key, given, s)
				}
			}
		}
	}
}

// spoiled is what a left out argument leaves behind.
var spoiled = regexp.MustCompile(`[{}\[\]]|  | [.,:;?]|[:,]$|[«“(] *[»”)]|\.\.|^ | $`)
