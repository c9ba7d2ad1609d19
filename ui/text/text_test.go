package text_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/ui/text"
)

func load(t testing.TB) *text.Texts {
	t.Helper()
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestASentenceIsSaidInItsLanguage(t *testing.T) {
	texts := load(t)
	cases := []struct {
		name, lang, key string
		args            map[string]string
		say             string
	}{
		{"with an argument", "en", "connection.missing", map[string]string{"name": "crm"}, "There is no connection with the name “crm”."},
		{"in Russian", "ru", "connection.missing", map[string]string{"name": "crm"}, "Подключения с именем «crm» нет."},
		{"in Portuguese", "pt-BR", "connection.missing", map[string]string{"name": "crm"}, "Não existe conexão com o nome “crm”."},
		{"in a language we do not speak", "de", "connection.missing", map[string]string{"name": "crm"}, "There is no connection with the name “crm”."},
		{"under a key nobody knows", "en", "no.such", nil, "Something went wrong on our side."},
		{"with what is in brackets", "en", "value.missing", map[string]string{"name": "phone"}, "A required value is missing or empty: “phone”."},
		{"without what is in brackets", "en", "value.missing", nil, "A required value is missing or empty."},
		{"an empty argument is none", "en", "value.missing", map[string]string{"name": ""}, "A required value is missing or empty."},
		{"words for words", "ru", "loop.not_list", map[string]string{"kind": "object"}, "Циклу нужен список, а это объект с полями."},
		{"unknown words as they are", "en", "value.kind", map[string]string{"want": "date like YYYY"}, "The value is of the wrong kind. Needed: date like YYYY."},
		{"a role by its name", "pt-BR", "auth.forbidden", map[string]string{"role": "editor"}, "Você não tem permissão para isso: é preciso o papel “Editor”."},
		{"a size in words", "ru", "http.too_large", map[string]string{"host": "a.example", "reason": "body", "limit": "10485760"}, "Ответ сервиса a.example больше, чем разрешено (10\u00a0МБ)."},
		{"what is no size stays", "en", "http.too_large", map[string]string{"limit": "much"}, "The answer of the service is larger than allowed (much)."},
		{"a variant by its reason", "en", "http.timeout", map[string]string{"host": "a.example", "reason": "dns", "seconds": "3"}, "The address of the service a.example could not be found out within 3 s."},
		{"no variant for this reason", "en", "http.timeout", map[string]string{"host": "a.example", "reason": "answer", "seconds": "30"}, "The service a.example did not answer within 30 s."},
		{"a status of a hundred", "en", "http.status", map[string]string{"host": "a.example", "status": "503"}, "The service a.example has an error on its own side (status 503)."},
		{"a status of its own", "en", "http.status", map[string]string{"host": "a.example", "status": "404"}, "The service a.example has nothing at this address (status 404)."},
		{"what the service says of it", "ru", "http.status", map[string]string{"status": "422", "message": "нет телефона"}, "Сервис не принял данные (статус 422). Ответ сервиса: «нет телефона»."},
		{"what stands at the root instead", "ru", "parse.path_missing", map[string]string{"path": `["request"][0]["id"]`, "keys": "lead, result"},
			"В данных ничего нет по пути «[\"request\"][0][\"id\"]». Там есть: lead, result."},
		{"what is most like it", "en", "parse.path_missing", map[string]string{"path": `["ids"]`, "suggestion": "id", "keys": "id"},
			"There is nothing in the data at the path “[\"ids\"]”. Did you mean “id”? Found there: id."},
		{"data is not taken apart", "en", "fail.message", map[string]string{"message": "{count|a|b} [x] {message}"}, "The processing ended with the message you gave it: “{count|a|b} [x] {message}”."},
	}
	for _, c := range cases {
		if say, _ := texts.Say(c.lang, c.key, c.args); say != c.say {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, say, c.say)
		}
	}
}

func TestAVariantTakesTheAdviceOfItsKey(t *testing.T) {
	texts := load(t)
	_, advice := texts.Say("en", "http.unreachable", nil)
	_, same := texts.Say("en", "http.unreachable", map[string]string{"reason": "cut"})
	_, own := texts.Say("en", "http.unreachable", map[string]string{"reason": "dns"})
	if advice == "" || same != advice || own == advice {
		t.Errorf("advice %q, of a variant without %q, of one with %q", advice, same, own)
	}
}

func TestCountedWordsHaveTheFormTheirNumberAsksFor(t *testing.T) {
	texts := load(t)
	cases := []struct {
		lang string
		want map[string][]string // form: numbers
	}{
		{"en", map[string][]string{"error": {"1"}, "errors": {"0", "2", "5", "11", "21", "101", "1000000", "1.5", "", "many"}}},
		{"pt-BR", map[string][]string{"erro": {"0", "1"}, "erros": {"2", "5", "11", "21", "101", "1000000", "", "-1"}}},
		{"ru", map[string][]string{
			"ошибка": {"1", "21", "101", "1001", "1021"},
			"ошибки": {"2", "3", "4", "22", "34", "102"},
			"ошибок": {"0", "5", "11", "12", "14", "19", "20", "25", "111", "112", "1011", "1000000", "", "-1"},
		}},
	}
	for _, c := range cases {
		for form, numbers := range c.want {
			for _, n := range numbers {
				say, _ := texts.Say(c.lang, "letter.digest", map[string]string{"count": n})
				if want := strings.TrimSpace(n + " " + form); strings.TrimSpace(say) != want {
					t.Errorf("%s %s: %q, want %q", c.lang, n, say, want)
				}
			}
		}
	}
}

func TestTheBestLanguageIsFound(t *testing.T) {
	texts := load(t)
	for header, want := range map[string]string{
		"":                                 "en",
		"ru":                               "ru",
		"ru-RU,ru;q=0.9,en;q=0.8":          "ru",
		"pt":                               "pt-BR",
		"pt-PT,pt;q=0.9":                   "pt-BR",
		"de-DE,de;q=0.9,ru;q=0.5,en;q=0.1": "ru",
		"ja":                               "en",
		"en-GB":                            "en",
		"*":                                "en",
		";;;=":                             "en",
	} {
		if got := texts.Match(header); got != want {
			t.Errorf("%q is answered in %s, want %s", header, got, want)
		}
	}
}

func TestHasIsTrueForWhatEveryLanguageSays(t *testing.T) {
	texts := load(t)
	if !texts.Has("internal") || texts.Has("no.such") || texts.Has("") {
		t.Error("Has is wrong")
	}
	if !slices.Contains(texts.Keys("ru"), "internal") || len(texts.Keys("de")) != 0 {
		t.Error("Keys is wrong")
	}
}

func TestMomentsAreWrittenAsPeopleWriteThem(t *testing.T) {
	at := time.Date(2026, 3, 9, 8, 5, 59, 0, time.UTC)
	for lang, want := range map[string]string{
		"en": "Mar 9, 2026, 08:05", "ru": "09.03.2026, 08:05", "pt-BR": "09/03/2026, 08:05", "de": "Mar 9, 2026, 08:05",
	} {
		if got := text.Moment(lang, at); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func FuzzSayTakesAnyArgument(f *testing.F) {
	f.Add("http.status", "status", "5")
	f.Add("http.too_large", "limit", "1e309")
	f.Add("document.range", "min", "{")
	texts := load(f)
	f.Fuzz(func(t *testing.T, key, name, value string) {
		for _, lang := range text.Languages {
			if say, _ := texts.Say(lang, key, map[string]string{name: value}); say == "" {
				t.Errorf("%s says nothing under %q", lang, key)
			}
		}
	})
}
