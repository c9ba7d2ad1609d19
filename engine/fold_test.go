package engine_test

import (
	"testing"

	"stanok/engine"
)

func TestASearchSeesLettersAsPeopleTypeThem(t *testing.T) {
	for in, want := range map[string]string{
		"Иван  ГОСТЬ":       "иван гость",
		"Ёлка":              "елка",
		"São Paulo":         "sao paulo",
		"ÀÉÎÕÜ Ç Ñ":         "aeiou c n",
		" \t+7 (495)\n1-2 ": "+7 (495) 1-2",
		"e\u0301le\u0300ve": "eleve",
		"AZ az 09 [`{":      "az az 09 [`{",
		"ſK":                "ſk",
		"日本 😀":              "日本 😀",
		"":                  "",
	} {
		if got := engine.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}
