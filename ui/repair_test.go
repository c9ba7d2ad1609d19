package ui_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestManyAreRepeatedByFormsAlone(t *testing.T) {
	c := newClient(t)
	id := c.create(failing)
	for range 3 {
		c.run(id, `{}`, 200)
	}
	list := c.browse("GET", "/p/"+id+"/ops?state=failed", nil).shows(`data-testid="select-all-matching"`, "Select all 3 that match", `data-testid="bulk-replay"`)
	ticked := list.all(`name="operation" value="(\w+)"`)
	c.browse("GET", "/p/"+id+"/ops?state=failed&all=true", nil).shows("Selected: all 3", `data-testid="clear-selection"`, "/replays/new?all=true&amp;processing="+id)
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		for _, address := range []string{"/replays/new?all=true&processing=" + id, "/replays/new?all=true&way=start", "/replays/new", "/replays"} {
			c.browse("GET", address, nil, "Accept-Language", lang).shows("<html").lacks("⟦")
		}
	}
	c.browse("GET", "/replays/new", nil).shows("There is nothing to repeat here.").lacks(`data-testid="replay-confirm"`)
	form := url.Values{"operation": ticked[:2], "from": {"failed"}, "speed": {"slow"}}
	c.browse("POST", "/replays/new", form, partly...).shows(`data-testid="repair-drawer"`, `data-count="2"`, `data-testid="bulk-speed"`, `data-testid="replay-confirm"`).lacks("<html")
	job := strings.TrimSuffix(c.browse("POST", "/replays", form).leads(), "?begun=true")
	c.browse("GET", job, nil).shows(`data-testid="bulk-progress"`, `max="2"`, `data-testid="bulk-pause"`, `data-stream="`+job+`/live"`)
	c.browse("GET", "/ops", nil).shows(`data-testid="bulk-running"`, job)
	c.browse("POST", job+"/act", url.Values{"do": {"pause"}}).leads()
	c.browse("GET", job, nil).shows(`data-testid="bulk-resume"`, `data-state="paused"`)
	c.browse("POST", job+"/act", url.Values{"do": {"cancel"}}).leads()
	c.browse("GET", job, nil).shows(`data-state="cancelled"`, `data-testid="bulk-left"`).lacks(`data-testid="bulk-cancel"`)
	if got := c.browse("POST", job+"/act", url.Values{"do": {"resume"}}); got.status != 409 {
		t.Errorf("resuming what was cancelled: %d", got.status)
	}
	c.browse("GET", "/replays", nil).shows(`data-testid="bulk-row"`, job)
}

func TestWhoMayOnlyLookRepeatsNothing(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(failing), `{}`, 200)["id"].(string)
	made := c.do("POST", "/api/v1/replays", `{"rate": 0.001}`, 202)
	viewer := c.as(c.do("POST", "/api/v1/tokens", `{"name": "v", "role": "viewer"}`, 201)["token"].(string))
	viewer.browse("GET", "/ops", nil).lacks(`data-testid="bulk-replay"`, `data-testid="operation-select"`)
	viewer.browse("GET", "/replays/"+made["id"].(string), nil).shows(`data-testid="bulk-progress"`).lacks(`data-testid="bulk-pause"`)
	viewer.do("GET", "/api/v1/replays/"+made["id"].(string), "", 200)
	viewer.do("POST", "/api/v1/replays", `{}`, 403)
	for _, path := range []string{"/replays/new?all=true", "/ops/" + op + "/edit", "/ops/" + op + "/repeat"} {
		if got := viewer.browse("GET", path, nil); got.status != 403 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	for _, path := range []string{"/replays", "/replays/" + made["id"].(string) + "/act", "/ops/" + op + "/edit", "/ops/" + op + "/step"} {
		if got := viewer.browse("POST", path, url.Values{"do": {"cancel"}}); got.status != 403 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestOneStepOfALoopIsRepeatedInItsTurn(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(deepFlow), `{"phone": "1"}`, 200)["id"].(string)
	c.browse("GET", "/ops/"+op+"?step="+url.QueryEscape("each#2/note"), nil).shows(`data-testid="replay-step"`)
	c.browse("GET", "/ops/"+op+"/repeat?step="+url.QueryEscape("each#2/note"), nil).shows(`data-testid="replay-confirm"`).lacks(`data-testid="will-send-again"`)
	at := c.browse("POST", "/ops/"+op+"/step", url.Values{"step": {"each#2/note"}}).leads()
	var done map[string]any
	for range 100 {
		if done = c.do("GET", "/api/v1/operations/"+strings.TrimPrefix(at, "/ops/"), "", 200); done["finished_at"] != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	keys := ""
	for _, s := range done["steps"].([]any) {
		keys += s.(map[string]any)["key"].(string) + " "
	}
	if done["test"] != true || done["state"] != "succeeded" || !strings.Contains(keys, "each#2/note ") {
		t.Errorf("%v with the steps %s", done["state"], keys)
	}
	for _, step := range []string{"", "nothing"} {
		if got := c.browse("POST", "/ops/"+op+"/step", url.Values{"step": {step}}); got.status != 422 {
			t.Errorf("repeating %q: %d", step, got.status)
		}
	}
}

func TestTheDataOfAnOperationAreChangedInACopy(t *testing.T) {
	c := newClient(t)
	op := c.run(c.create(leads), `{"phone": "79001112233", "n": 5, "yes": true, "list": [1]}`, 200)["id"].(string)
	c.browse("GET", "/ops/"+op+"/edit", nil).shows(`data-testid="edit-phone"`, `data-testid="edit-list"`, `data-testid="replay-confirm"`)
	c.browse("GET", "/ops/"+op+"/edit?view=text", nil).shows(`data-testid="edit-text"`, "&#34;phone&#34;: &#34;79001112233&#34;")
	form := url.Values{"value.phone": {"79005556677"}, "value.n": {"6"}, "value.yes": {"no"}, "value.list": {"[1]"}}
	fresh := strings.TrimPrefix(c.browse("POST", "/ops/"+op+"/edit", form).leads(), "/ops/")
	input := c.do("GET", "/api/v1/operations/"+fresh, "", 200)["source"].(map[string]any)["input"].(map[string]any)["json"].(map[string]any)
	if input["phone"] != "79005556677" || input["n"] != 6.0 || input["yes"] != "no" {
		t.Errorf("the copy has %v", input)
	}
	form.Set("value.list", "[1")
	wrong := c.browse("POST", "/ops/"+op+"/edit", form)
	if wrong.status != 422 || !strings.Contains(wrong.body, `data-testid="edit-wrong"`) || !strings.Contains(wrong.body, "79005556677") {
		t.Errorf("a list that is none: %d", wrong.status)
	}
}

func TestTheStreamOfEventsTellsOfRepetitions(t *testing.T) {
	c := newClient(t)
	c.run(c.create(failing), `{}`, 200)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r := httptest.NewRequest("GET", "/api/v1/events", nil).WithContext(ctx)
	r.Header.Set("Authorization", "Bearer "+c.token)
	w := &heard{ResponseRecorder: httptest.NewRecorder(), want: regexp.MustCompile(`event: replay\ndata: \{"processing":"","replay":"\w+"\}`), found: make(chan struct{}), begun: make(chan struct{})}
	ended := make(chan struct{})
	go func() { c.handler.ServeHTTP(w, r); close(ended) }()
	<-w.begun
	c.do("POST", "/api/v1/replays", `{}`, 202)
	select {
	case <-w.found:
	case <-time.After(10 * time.Second):
		t.Error("nothing was told")
	}
	leave()
	<-ended
}

// heard waits for something to be written.
type heard struct {
	*httptest.ResponseRecorder
	want         *regexp.Regexp
	found, begun chan struct{}
	said         string
}

func (h *heard) Write(b []byte) (int, error) {
	was := h.want.MatchString(h.said)
	if h.said += string(b); !was && h.want.MatchString(h.said) {
		close(h.found)
	}
	return len(b), nil
}

func (h *heard) Flush() {
	select {
	case <-h.begun:
	default:
		close(h.begun)
	}
}
