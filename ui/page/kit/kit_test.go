package kit_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"stanok/ui/page"
	"stanok/ui/page/kit"
	"stanok/ui/part"
	"stanok/ui/static"
	"stanok/ui/words"
)

// open returns the kit in a language.
func open(t *testing.T, query string) *httptest.ResponseRecorder {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	a, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	kit.Handler(w, a).ServeHTTP(rec, httptest.NewRequest("GET", "/dev/kit"+query, nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("%d", rec.Code)
	}
	return rec
}

func TestEveryPartSpeaksEveryLanguage(t *testing.T) {
	for _, lang := range words.Languages {
		body := open(t, "?lang="+lang).Body.String()
		if i := strings.Index(body, "⟦"); i >= 0 {
			t.Errorf("%s: no word for %.60s", lang, body[i:])
		}
		if !strings.Contains(body, `<html lang="`+lang+`" data-theme="system"`) {
			t.Errorf("%s: %.120s", lang, body)
		}
	}
}

func TestNoPartNeedsAWeakerPolicy(t *testing.T) {
	rec := open(t, "")
	if got := rec.Header().Get("Content-Security-Policy"); got != page.Policy || strings.Contains(got, "unsafe") {
		t.Errorf("policy: %s", got)
	}
	body := rec.Body.String()
	for _, bad := range []string{` style="`, " onclick=", " onload=", " hx-on", "javascript:", "http-equiv"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	if n := strings.Count(body, "<script"); n != 1 || !strings.Contains(body, `<script type="module" src="/static/main-`) {
		t.Errorf("%d scripts", n)
	}
}

func TestNoIdIsGivenTwiceAndEveryReferenceLeadsSomewhere(t *testing.T) {
	body := open(t, "?theme=dark").Body.String()
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if ids[m[1]] {
			t.Errorf("id %q is given twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(` (?:for|aria-labelledby|aria-describedby|popovertarget|data-opens)="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if !ids[id] && !strings.HasPrefix(id, "menu-") { // a card's menu comes with its page
				t.Errorf("nothing has the id %q", id)
			}
		}
	}
}

func TestEveryIconThatIsUsedIsDrawn(t *testing.T) {
	body := open(t, "").Body.String()
	if strings.Contains(body, "></svg>") && regexp.MustCompile(`data-icon="[^"]*">\s*</svg>`).MatchString(body) {
		t.Error("an icon has nothing drawn")
	}
	drawn := strings.Join(part.Icons(), " ") + " "
	files, err := filepath.Glob("../../part/*.templ")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`Icon\("([a-z-]+)"\)|Icon: +"([a-z-]+)"`).FindAllStringSubmatch(string(content), -1) {
			if name := m[1] + m[2]; !strings.Contains(drawn, name+" ") && name != "state-" {
				t.Errorf("%s uses %q, which is not drawn", f, name)
			}
		}
	}
}

func TestTheFirstTabLeadsToTheContentAndNewsHaveAPlace(t *testing.T) {
	body := open(t, "?lang=ru").Body.String()
	first := regexp.MustCompile(`<(?:a|button|input|select)[ >][^>]*`).FindString(body[strings.Index(body, "<body>"):])
	if !strings.Contains(first, `class="skip" href="#main"`) {
		t.Errorf("the first thing Tab reaches: %s", first)
	}
	for _, want := range []string{`<main id="main" tabindex="-1"`, `id="say-polite" class="hidden" role="status"`, `id="say-assertive" class="hidden" role="alert"`, `id="toasts"`, `data-testid="connection-bar" hidden`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	if n := strings.Count(body, `rel="preload"`); n != 2 {
		t.Errorf("Russian asks for %d fonts at once, want 2", n)
	}
}
