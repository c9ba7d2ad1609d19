package ui_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

// atSamples is a browser at a processing with a link, and how many samples that
// has.
func atSamples(t *testing.T) (*browser, func() []engine.Sample) {
	t.Helper()
	h := newHouse(t, nil)
	const draft = `{"format":1,"name":"Lead","source":{"type":"webhook","with":{"params":[{"name":"r_id","required":true}]}},"actions":[{"id":"a","type":"set","with":{"values":{"x":"<{{ source.r_id }}>"}}}]}`
	if _, err := h.store.PutProcessing(t.Context(), engine.MainWorkspace, engine.Processing{ID: "lead", Name: "Lead", Token: "t", Draft: []byte(draft)}, nil); err != nil {
		t.Fatal(err)
	}
	return h.as(engine.Owner), func() []engine.Sample {
		t.Helper()
		all, err := h.store.ListSamples(t.Context(), engine.MainWorkspace, "lead")
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
}

func typed(text string) string { return url.Values{"values": {text}}.Encode() }

func TestDataTypedByHandBecomeTheSample(t *testing.T) {
	b, samples := atSamples(t)
	in := func(method, path, form string, want ...string) {
		t.Helper()
		w := b.ask(method, path, form, partly...)
		for _, text := range want {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s %s: %d, no %s in %s", method, path, w.Code, text, w.Body)
			}
		}
	}
	in("GET", "/p/lead?at=a", "", `data-testid="sample-own"`)
	in("GET", "/p/lead/sample?at=a", "", `data-testid="sample-text"`)
	for text, why := range map[string]string{"{broken": "cannot be read", "no sign": "cannot be read", `{"other":1}`: "r_id", "other = 1": "r_id"} {
		in("POST", "/p/lead/sample?at=a", typed(text), why, `data-testid="paste-drawer"`)
	}
	if n := len(samples()); n != 0 {
		t.Fatalf("%d samples of what was refused", n)
	}
	in("POST", "/p/lead/sample?at=a", typed("r_id=48211&api_token=s3cret-t0ken"), "48211", `data-testid="sample-edit"`)
	in("GET", "/p/lead/sample?at=a&edit=yes", "", "r_id = 48211", "api_token = •••")
	in("POST", "/p/lead/sample?at=a&edit=yes", typed("r_id = 7\napi_token = •••"), "&#34;7&#34;")
	in("POST", "/p/lead/sample?at=a", typed(`{"r_id":{"deep":1}}`), `data-testid="paste-drawer"`)
	all := samples()
	kept := ""
	for _, one := range all {
		kept += string(one.Event.Data)
	}
	if len(all) != 2 || !strings.Contains(strings.ReplaceAll(kept, `\u0026`, "&"), `"body":"api_token=s3cret-t0ken&r_id=7"`) {
		t.Errorf("%d samples: %s", len(all), kept)
	}
}

func TestAnEditedSampleStaysOfTheOperationItWasMadeOf(t *testing.T) {
	b, samples := atSamples(t)
	first := engine.Sample{Of: "op1", Event: engine.Event{Source: "webhook", At: time.Now(), Data: json.RawMessage(`{"method":"POST","headers":{},"shape":"form","body":"r_id=1"}`)}}
	if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "lead", first); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"r_id = 2", "r_id = 3"} { // the second edits what the first made
		b.ask("POST", "/p/lead/sample?at=a&edit=yes", typed(text), partly...)
	}
	all := samples()
	if len(all) != 3 {
		t.Fatalf("%d samples", len(all))
	}
	for _, one := range all {
		if one.Of != "op1" {
			t.Errorf("%s is of %q", one.Event.Data, one.Of)
		}
	}
}

func TestAnOldSampleSaysSoAndNewDataCanBeWaitedFor(t *testing.T) {
	b, samples := atSamples(t)
	old := engine.Sample{Event: engine.Event{Source: "webhook", At: time.Now().AddDate(0, 0, -31), Data: json.RawMessage(`{"method":"POST","headers":{},"shape":"form","body":"r_id=1"}`)}}
	if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "lead", old); err != nil {
		t.Fatal(err)
	}
	page := func(path string) string { return b.ask("GET", path, "", partly...).Body.String() }
	if s := page("/p/lead?at=a"); !strings.Contains(s, `data-testid="sample-old"`) || strings.Contains(s, `data-testid="waiting"`) {
		t.Errorf("of an old sample: %s", s)
	}
	if s := page("/p/lead/panel?at=a&wait=yes"); !strings.Contains(s, `data-testid="waiting"`) {
		t.Errorf("nobody waits: %s", s)
	}
	if w := b.ask("GET", "/p/lead/panel?at=a&wait=look", "", partly...); w.Code != http.StatusNoContent {
		t.Errorf("nothing came, and the answer is %d", w.Code)
	}
	if s := page("/p/lead?at=a"); !strings.Contains(s, `data-testid="waiting"`) {
		t.Error("the wait is over when the page is opened again")
	}
	fresh := old
	fresh.Event.At = time.Now()
	if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "lead", fresh); err != nil {
		t.Fatal(err)
	}
	w := b.ask("GET", "/p/lead/panel?at=a&wait=look", "", partly...)
	if s := w.Body.String(); len(samples()) != 2 || strings.Contains(s, `data-testid="waiting"`) || strings.Contains(s, `data-testid="sample-old"`) || w.Header().Get("HX-Trigger") == "" {
		t.Errorf("new data came: %v %s", w.Header(), s)
	}
	page("/p/lead/panel?at=a&wait=yes")
	if s := page("/p/lead/panel?at=a&wait=no"); strings.Contains(s, `data-testid="waiting"`) {
		t.Error("the wait does not end")
	}
}

func TestASampleThatIsNotLikeNewDataAnyMoreSaysSo(t *testing.T) {
	b, samples := atSamples(t)
	add := func(hours int, body string) {
		t.Helper()
		data, _ := json.Marshal(map[string]any{"method": "POST", "headers": map[string]any{}, "shape": "json", "body": body})
		one := engine.Sample{Event: engine.Event{Source: "webhook", At: time.Now().Add(time.Duration(hours) * time.Hour), Data: data}}
		if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "lead", one); err != nil {
			t.Fatal(err)
		}
	}
	add(-3, `{"r_id":1,"client":{"phone":"1","name":"A"},"tags":[{"id":1}]}`)
	add(-2, `{"r_id":2,"client":{"phone":"2","mail":"<m>"},"tags":[{"id":1},{"id":2,"note":null}]}`)
	add(-1, `{"r_id":3,"client":{"phone":"3","mail":"<m>"},"tags":[{"id":5,"note":1}]}`)
	options := regexp.MustCompile(`<option value="([^"]+)"[^>]*data-testid="sample"`).FindAllStringSubmatch(b.ask("GET", "/p/lead?at=a", "", partly...).Body.String(), -1)
	if len(options) != 3 || len(samples()) != 3 {
		t.Fatalf("%d options", len(options))
	}
	for i, want := range [][]string{nil, nil, {"Newer data differ: 2 fields are new, 1 field is gone", "New: client › mail, tags › note", "Gone: client › name"}} {
		page := b.ask("GET", "/p/lead/panel?at=a&sample="+options[i][1], "", partly...).Body.String()
		if strings.Contains(page, `data-testid="sample-changed"`) != (want != nil) {
			t.Errorf("sample %d: %s", i, page)
		}
		for _, text := range want {
			if !strings.Contains(page, text) {
				t.Errorf("sample %d: no %s in %s", i, text, page)
			}
		}
	}
}
