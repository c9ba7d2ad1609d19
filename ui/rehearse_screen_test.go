package ui_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

const answering = `
format: 1
name: Answers
source: {type: manual}
actions:
  - {id: a, type: text.compose, title: Greet, with: {template: "Hello {{ processing.name }}"}}
  - {id: r, type: respond, title: Answer, with: {body: "{\"hello\": \"{{ a.text }}\", \"api_token\": \"{{ operation.id }}\"}"}}
`

// rehearsed begins a rehearsal and returns its page when it is over.
func (c *client) rehearsed(id, lang string) string {
	c.t.Helper()
	at := "/p/" + id + "/rehearse"
	if code, body, to := c.page("POST", at, url.Values{"last": {"20"}}, "Accept-Language", lang); code != 303 || !strings.HasPrefix(to, at) {
		c.t.Fatal(code, to, body)
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		code, body, _ := c.page("GET", at, nil, "Accept-Language", lang)
		if code != 200 {
			c.t.Fatal(code, body)
		}
		if strings.Contains(body, "data-over") {
			return body
		}
	}
	c.t.Fatal("it does not end")
	return ""
}

func TestADraftIsRehearsedOnItsPage(t *testing.T) {
	c := newClient(t)
	id := c.create(answering)
	at := "/p/" + id + "/rehearse"
	if body := c.rehearsed(id, "en"); !strings.Contains(body, `data-testid="rehearse-none"`) {
		t.Error("without an operation:", body)
	}
	c.run(id, `{}`, 200)
	c.run(id, `{}`, 200)
	if body := c.rehearsed(id, "en"); strings.Count(body, `data-verdict="same"`) != 3 || !strings.Contains(body, "2 the same") || strings.Contains(body, "rehearse-moved") {
		t.Error("nothing changed:", body)
	}
	save := func(text string) {
		c.do("PUT", "/api/v1/processings/"+id, text, 200, "Content-Type", "application/yaml")
	}
	save(strings.NewReplacer("Hello {{", "<b>Bye</b> {{", `{{ operation.id }}`, `other`).Replace(answering))
	if code, body, _ := c.page("GET", at, nil); code != 200 || !strings.Contains(body, "rehearse-moved") {
		t.Error("the draft has changed since:", code, body)
	}
	body := c.rehearsed(id, "en")
	for _, want := range []string{
		`data-path="body.hello"`, "Hello Answers", "&lt;b&gt;Bye&lt;/b&gt; Answers", "“hello” changes in “Answer to the sender”", "2 differ", `data-path="body.api_token"`, "••••",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if strings.Contains(body, ">other<") || strings.Contains(body, "<b>Bye") {
		t.Error("a secret, or markup, is shown")
	}
	for lang, want := range map[string]string{"ru": "2 отличаются", "pt-BR": "2 diferem"} {
		if body := c.rehearsed(id, lang); !strings.Contains(body, want) {
			t.Errorf("%s: no %s in %s", lang, want, body)
		}
	}
	save(strings.Replace(answering, "{{ a.text }}", "{{ int(a.text) }}", 1))
	if body := c.rehearsed(id, "en"); !strings.Contains(body, "2 newly fail") || !strings.Contains(body, "“Answer” fails: ") {
		t.Error("it fails:", body)
	}
	save(strings.Replace(answering, "type: respond", "type: nothing", 1))
	if code, body, _ := c.page("POST", at, url.Values{"last": {"20"}}); code != 422 || !strings.Contains(body, `data-testid="rehearse-problems"`) {
		t.Error("a draft with problems:", code, body)
	}
	if code, _, _ := c.page("POST", at, url.Values{"last": {"7"}}); code != 422 {
		t.Error("a number that is not offered:", code)
	}
	if code, _, to := c.page("POST", at+"/cancel", nil); code != 303 || to != at {
		t.Error(code, to)
	}
}
