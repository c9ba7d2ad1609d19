package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"stanok/engine"
)

// How long a password is, in characters. There is no other rule of what must be
// in it.
const (
	Least = 12
	Most  = 128
)

// Check fails with Invalid if a password may not be chosen: code
// "password.short", "password.long", "password.common" for one that is among the
// first to be tried, "password.own" for one made of what everybody knows of the
// person. own are such things: name, e-mail.
func Check(plain engine.Secret, own ...string) error {
	s := norm.NFC.String(plain.Reveal())
	switch n := utf8.RuneCountInString(s); {
	case n < Least:
		return refused("password.short")
	case n > Most || !utf8.ValidString(s):
		return refused("password.long")
	}
	folded := engine.Fold(s)
	switch {
	case monotonous(folded), isCommon(folded):
		return refused("password.common")
	case isOwn(folded, own):
		return refused("password.own")
	}
	return nil
}

func refused(code string) error {
	return &engine.Error{Kind: engine.Invalid, Code: code, Field: "password"}
}

// Little enough of a password to be guessed.
const (
	fewRuns   = 4 // of neighbours: 1234, qwerty, aaaa
	fewLetter = 5 // different characters
	littleOwn = 6 // characters beside the person's own
	fewSigns  = 8 // digits and the like beside common words
)

// rows are characters that are typed one after another.
var rows = []string{
	"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
	"йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "!@#$%^&*()_+", "qazwsxedcrfvtgbyhnujmikolp",
}

// monotonous reports whether a password is a few runs of the keyboard, a few
// characters, or one piece again and again.
func monotonous(s string) bool {
	letters := []rune(s)
	different := map[rune]bool{}
	runs := 1
	for i, r := range letters {
		different[r] = true
		if i > 0 && !neighbours(letters[i-1], r) {
			runs++
		}
	}
	return len(different) < fewLetter || runs <= fewRuns || repeats(letters)
}

func neighbours(a, b rune) bool {
	if a == b {
		return true
	}
	for _, row := range rows {
		if strings.Contains(row, string([]rune{a, b})) || strings.Contains(row, string([]rune{b, a})) {
			return true
		}
	}
	return false
}

// repeats reports whether it is a short piece again and again.
func repeats(s []rune) bool { return len(piece(s)) > 0 }

// piece is what a text is again and again; "" if it is not.
func piece(s []rune) string {
	for size := 1; size <= len(s)/2 && size < Least-2; size++ {
		same := true
		for i := size; i < len(s) && same; i++ {
			same = s[i] == s[i-size]
		}
		if same {
			return string(s[:size])
		}
	}
	return ""
}

// disguise is how signs are put for letters.
var disguise = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "|", "l")

// isCommon reports whether a password is a common word or two and little else,
// also in disguise.
func isCommon(s string) bool {
	for _, form := range []string{s, disguise.Replace(s)} {
		word := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, form)
		signs := utf8.RuneCountInString(form) - utf8.RuneCountInString(word)
		if word != "" && signs < fewSigns && (madeOfTwo(word) || repeats([]rune(word)) && madeOfTwo(piece([]rune(word)))) {
			return true
		}
	}
	return false
}

// madeOfTwo reports whether a text is one common word, or one after another.
func madeOfTwo(text string) bool {
	if common[text] {
		return true
	}
	for at := range text {
		if common[text[:at]] && common[text[at:]] {
			return true
		}
	}
	return false
}

// isOwn reports whether little is left of a password without what is the
// person's own.
func isOwn(s string, own []string) bool {
	left := s
	for _, one := range own {
		for _, word := range strings.FieldsFunc(engine.Fold(one), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(word) > 2 {
				left = strings.ReplaceAll(left, word, "")
			}
		}
	}
	if left == s {
		return false
	}
	letters := strings.TrimFunc(left, func(r rune) bool { return !unicode.IsLetter(r) })
	return utf8.RuneCountInString(left) < littleOwn || letters == "" || madeOfTwo(letters)
}
