package ui_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestAChipsCardSaysWhatItIsAndWhatMayBeMeantInstead(t *testing.T) {
	b, _ := atSamples(t)
	sample := engine.Sample{Event: engine.Event{Source: "webhook", At: time.Now(), Data: json.RawMessage(
		`{"method":"POST","headers":{},"shape":"json","body":"{\"client\":{\"phone\":\"+7 900\",\"password\":\"s3cret\"}}"}`)}}
	if err := b.store.AddSample(t.Context(), engine.MainWorkspace, "lead", sample); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		ref         string
		shows, lack []string
	}{
		{`source.json.client.phone`, []string{"Webhook link › json › client › phone", "+7 900", `data-testid="chip-go"`, `data-testid="chip-replace"`}, []string{"chip-problem"}},
		{`source.json.client.password`, []string{"••••"}, []string{"s3cret"}},
		{`source.json.client.phon`, []string{`data-instead="source.json.client.phone"`}, []string{"chip-value"}},
		{`sourc.r_id`, []string{`data-testid="chip-problem"`, `data-instead="source.r_id"`}, []string{"chip-go"}},
		{`default(source.json.client.phone, "none")`, []string{"Webhook link › json › client › phone", "+7 900", `value="none"`, `data-ref="source.json.client.phone"`, `chip-go`}, []string{"mono"}},
		{`required(source.json.client.mail, "mail")`, []string{`data-testid="chip-problem"`, `value="stop" selected`}, nil},
		{`default(source.json.client.phon, "none")`, []string{`data-instead="default(source.json.client.phone, &#34;none&#34;)"`}, nil},
		{`a.x`, []string{`data-testid="chip-problem"`}, nil},
		{`upper(source.json.client.phone)`, []string{"upper(source.json.client.phone)", "+7 900"}, []string{"chip-go"}},
		{`<script>`, []string{"&lt;script&gt;", `data-testid="chip-problem"`}, []string{"<script>"}},
	} {
		q := url.Values{"at": {"a"}, "scope": {"actions/a/with/values"}, "ref": {tc.ref}}
		w := b.ask("GET", "/p/lead/chip?"+q.Encode(), "", partly...)
		for _, text := range tc.shows {
			if w.Code != 200 || !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %d, no %s in %s", tc.ref, w.Code, text, w.Body)
			}
		}
		for _, text := range tc.lack {
			if strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: there is %s in %s", tc.ref, text, w.Body)
			}
		}
	}
	viewer := b.as(engine.Viewer).ask("GET", "/p/lead/chip?at=a&ref=source.json.client.phone", "", partly...)
	if s := viewer.Body.String(); strings.Contains(s, "+7 900") || strings.Contains(s, "chip-replace") || !strings.Contains(s, "client") {
		t.Errorf("a viewer sees %s", s)
	}
}
