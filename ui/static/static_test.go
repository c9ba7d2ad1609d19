package static_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"stanok/ui/static"
)

func TestTheAssetsAreBuiltIn(t *testing.T) {
	a, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"main.js", "style.css", "favicon.svg", "inter-latin-wght-normal.woff2", "inter-cyrillic-wght-normal.woff2"} {
		if rec := get(a, a.Path(name), "gzip"); rec.Code != http.StatusOK {
			t.Errorf("%s at %s: %d", name, a.Path(name), rec.Code)
		}
	}
}

func TestWithoutAManifestThereIsOneClearSentence(t *testing.T) {
	_, err := static.Read(fstest.MapFS{".gitkeep": {}})
	if !errors.Is(err, static.ErrNotBuilt) || !strings.Contains(err.Error(), "./task build") {
		t.Errorf("got %v", err)
	}
}

func TestAManifestThatNamesAMissingFileIsNotBuilt(t *testing.T) {
	_, err := static.Read(fstest.MapFS{"manifest.json": {Data: []byte(`{"main.js": "main-1.js"}`)}})
	if !errors.Is(err, static.ErrNotBuilt) || !strings.Contains(err.Error(), "main-1.js") {
		t.Errorf("got %v", err)
	}
}

var long = strings.Repeat("body { color: red; } ", 100)

func sample(t *testing.T) *static.Assets {
	t.Helper()
	a, err := static.Read(fstest.MapFS{
		"manifest.json": {Data: []byte(`{"style.css": "style-1.css", "font.woff2": "font-1.woff2"}`)},
		"style-1.css":   {Data: []byte(long)},
		"chunk-2.js":    {Data: []byte("0")},
		"font-1.woff2":  {Data: []byte(strings.Repeat("f", 100))},
		"notes.txt":     {Data: []byte("private")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(a *static.Assets, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Encoding", accept)
	rec := httptest.NewRecorder()
	a.ServeHTTP(rec, r)
	return rec
}

func TestAFileIsServedForEverWithItsKind(t *testing.T) {
	a := sample(t)
	for _, c := range []struct{ path, kind string }{
		{a.Path("style.css"), "text/css; charset=utf-8"},
		{"/static/chunk-2.js", "text/javascript; charset=utf-8"},
		{a.Path("font.woff2"), "font/woff2"},
	} {
		rec := get(a, c.path, "")
		h := rec.Header()
		if rec.Code != 200 || h.Get("Content-Type") != c.kind || h.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v", c.path, rec.Code, h)
		}
		if h.Get("Cache-Control") != "public, max-age=31536000, immutable" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", c.path, h)
		}
	}
}

func TestTextIsCompressedForThoseWhoAsk(t *testing.T) {
	a := sample(t)
	for accept, want := range map[string]string{
		"": "", "br": "", "gzip;q=0": "", "gzip; q=0.0": "", "x-gzip": "",
		"gzip": "gzip", "br, GZIP;q=0.5": "gzip", "gzip;q=0.01": "gzip",
	} {
		rec := get(a, a.Path("style.css"), accept)
		if got := rec.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: encoding %q, want %q", accept, got, want)
			continue
		}
		var body io.Reader = rec.Body
		if want != "" {
			z, err := gzip.NewReader(rec.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != long {
			t.Errorf("%q: %d bytes, %v", accept, len(got), err)
		}
	}
	if rec := get(a, a.Path("font.woff2"), "gzip"); rec.Header().Get("Content-Encoding") != "" {
		t.Error("a font was compressed a second time")
	}
}

func TestNothingElseIsServed(t *testing.T) {
	a := sample(t)
	for _, path := range []string{"/static/", "/static/notes.txt", "/static/manifest.json", "/static/../static/style-1.css", "/style-1.css", a.Path("unknown.js")} {
		if rec := get(a, path, ""); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	rec := httptest.NewRecorder()
	a.ServeHTTP(rec, httptest.NewRequest("POST", a.Path("style.css"), nil))
	if rec.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", rec.Code)
	}
	rec = httptest.NewRecorder()
	a.ServeHTTP(rec, httptest.NewRequest("HEAD", a.Path("style.css"), nil))
	if rec.Code != 200 || rec.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", rec.Code, rec.Body.Len())
	}
}
