package words_test

import (
	"slices"
	"strings"
	"testing"

	"stanok/ui/words"
)

func load(t *testing.T) *words.Words {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryKeyStandsInEveryLanguageWithTheSameArguments(t *testing.T) {
	w := load(t)
	keys := w.Keys("en")
	if len(keys) == 0 {
		t.Fatal("no keys")
	}
	for _, lang := range words.Languages {
		for _, key := range w.Keys(lang) {
			if !slices.Contains(keys, key) {
				t.Errorf("%s: %s is not in English", lang, key)
			}
		}
		for _, key := range keys {
			said := w.T(lang, key)
			if strings.TrimSpace(said) == "" || strings.Contains(said, "⟦") {
				t.Errorf("%s: %s says %q", lang, key, said)
			}
			if got, want := w.Args(lang, key), w.Args("en", key); !slices.Equal(got, want) {
				t.Errorf("%s: %s has arguments %q, English has %q", lang, key, got, want)
			}
		}
	}
}

func TestCountedWordsAgreeWithTheirNumber(t *testing.T) {
	w := load(t)
	for _, c := range []struct {
		lang string
		n    any
		want string
	}{
		{"ru", 0, "нет операций"}, {"ru", 1, "1 операция"}, {"ru", 2, "2 операции"}, {"ru", 5, "5 операций"},
		{"ru", 11, "11 операций"}, {"ru", 21, "21 операция"}, {"ru", 22, "22 операции"}, {"ru", 25, "25 операций"},
		{"ru", 101, "101 операция"}, {"ru", 111, "111 операций"}, {"ru", 1.5, "1,5 операции"}, {"ru", 1204, "1\u00a0204 операции"},
		{"pt-BR", 0, "nenhuma execução"}, {"pt-BR", 1, "1 execução"}, {"pt-BR", 1.5, "1,5 execução"}, {"pt-BR", 2, "2 execuções"}, {"pt-BR", 1204, "1.204 execuções"},
		{"en", 0, "no operations"}, {"en", 1, "1 operation"}, {"en", 1.5, "1.5 operations"}, {"en", 1_000_000, "1,000,000 operations"},
	} {
		if got := w.T(c.lang, "operations.count", "n", c.n); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestAnUnknownLanguageIsEnglishAndAnUnknownKeyIsMarked(t *testing.T) {
	w := load(t)
	if got := w.In("de"); got.Lang() != "en" || got.T("undo") != "Undo" {
		t.Errorf("de: %s, %q", got.Lang(), got.T("undo"))
	}
	if got := w.In("ru").T("no.such.key"); got != "⟦no.such.key⟧" || w.In("ru").Has("no.such.key") {
		t.Errorf("unknown key: %q", got)
	}
}

func TestWhatAnArgumentHoldsIsNeverTakenApart(t *testing.T) {
	w := load(t)
	if got := w.T("en", "chain.menu", "name", "{n|# a|# b} #"); got != "Menu: {n|# a|# b} #" {
		t.Errorf("got %q", got)
	}
}
