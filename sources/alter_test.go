package sources_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/engine"
	"stanok/sources"
)

func TestAnAlteredEventComesTheWayTheOtherCame(t *testing.T) {
	source := prepare(t, "webhook", `{"params":[{"name":"r_id","required":true},{"name":"who","type":"object"}]}`)
	input := map[string]any{"r_id": "7", "who": map[string]any{"name": "Ёж & co"}}
	for _, tc := range []struct{ name, record, part string }{
		{"a form", `{"method":"PUT","headers":{"content-type":"application/x-www-form-urlencoded","x-from":"crm"},"shape":"form","body":"r_id=1"}`, "form"},
		{"a query", `{"method":"GET","headers":{},"query":"r_id=1","shape":"none"}`, "query"},
		{"nothing", ``, "form"},
		{"JSON", `{"method":"POST","headers":{"content-type":"application/json"},"shape":"json","body":"{\"r_id\":1}"}`, "json"},
	} {
		like := engine.Event{Source: "webhook", At: began.Add(-time.Hour), Data: json.RawMessage(tc.record)}
		if tc.record == "" {
			like = engine.Event{}
		}
		ev, err := sources.Alter(source, like, input, began)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		got := engine.Settled(valueOf(t, source, ev)).(map[string]any)
		check(t, tc.name, text(got[tc.part]), text(input))
		if got["r_id"] != "7" || !ev.At.Equal(began) || ev.Key != "" || len(ev.Search) == 0 {
			t.Errorf("%s: %v, %+v", tc.name, got["r_id"], ev)
		}
		_, err = sources.Alter(source, like, map[string]any{}, began)
		if e, ok := err.(*engine.Error); !ok || e.Code != "value.missing" {
			t.Errorf("%s without what is required: %v", tc.name, err)
		}
	}
}
