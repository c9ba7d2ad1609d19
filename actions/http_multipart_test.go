package actions_test

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
)

func TestAFormWithFilesIsSent(t *testing.T) {
	w := newWorld(t)
	url, requests := record(t)
	vars := map[string]any{"source": data(t, `{"name": "Анна", "files": [{"name": "a \"1\".pdf", "type": "application/pdf", "base64": "JVBERg=="}, {"base64": "AAE="}], "n": 1.50, "none": null}`)}
	with := `{"method": "POST", "url": "` + url + `", "body": {"kind": "multipart", "fields": {"name": "{{ source.name }}", "doc": "{{ source.files }}", "n": "{{ source.n }}", "o": "{{ optional(source.none) }}"}}}`
	if _, err := w.try(t, "http.request", with, vars); err != nil {
		t.Fatal(err)
	}
	first := <-requests
	got := partsOf(t, first)
	want := []string{
		`doc a%221%22.pdf application/pdf "%PDF"`, `doc file application/octet-stream "\x00\x01"`,
		`n   "1.50"`, `name   "Анна"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if _, err := w.try(t, "http.request", with, vars, func(in *engine.Input) { in.Attempt = 2 }); err != nil {
		t.Fatal(err)
	}
	if again := <-requests; again.body != first.body {
		t.Error("the second attempt is another request")
	}
}

// partsOf lists the parts of a request's form: name, file, type, content.
func partsOf(t *testing.T, r received) []string {
	t.Helper()
	_, params, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	form := multipart.NewReader(strings.NewReader(r.body), params["boundary"])
	for {
		p, err := form.NextRawPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(p)
		file := strings.ReplaceAll(p.FileName(), " ", "")
		parts = append(parts, fmt.Sprintf("%s %s %s %q", p.FormName(), file, p.Header.Get("Content-Type"), content))
	}
}

func TestAFileThatIsNoneIsNotSent(t *testing.T) {
	for _, file := range []string{`{"base64": 5}`, `{"base64": "***"}`} {
		w := newWorld(t)
		url := answering(t, http.StatusOK, "text/plain", "")
		_, err := w.try(t, "http.request", `{"method": "POST", "url": "`+url+`", "body": {"kind": "multipart", "fields": {"doc": "{{ source.f }}"}}}`, map[string]any{"source": data(t, `{"f": `+file+`}`)})
		if f := engine.FailureOf(orNothing(err), now); f.Code != "value.kind" || f.Field != "with.body.fields.doc" {
			t.Errorf("%s: %s %s", file, f.Code, f.Field)
		}
	}
}
