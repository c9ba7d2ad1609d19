package sources_test

import (
	"encoding/json"
	"testing"
	"time"

	"stanok/engine"
	"stanok/sources"
)

const callWith = `{"params": [{"name": "id", "required": true}, {"name": "n", "type": "number"}],
	"returns": [{"name": "bill", "required": true, "example": 10045}, {"name": "sum", "type": "number", "example": "1.50"}, {"name": "rows", "type": "list"}]}`

func TestACallBringsItsParameters(t *testing.T) {
	p := prepare(t, "call", callWith)
	check(t, "outputs", p.Outputs, "[id n received_at]")
	ev, err := p.Callable.Event(map[string]any{"id": json.Number("7"), "n": "1.50", "more": true}, began)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "source", ev.Source, "call")
	check(t, "search", ev.Search, "[7 1.50]")
	check(t, "value", text(valueOf(t, p, ev)), `{"id":"7","n":1.50,"received_at":"2026-03-02T09:58:11Z"}`)
	if _, err := p.Callable.Event(nil, began); engine.KindOf(err) != engine.Invalid {
		t.Errorf("without a required parameter: %v", err)
	}
	byHand, err := sources.NewEvent(p, map[string]any{"id": "7"}, began)
	check(t, "by hand", byHand.Source+" "+text(valueOf(t, p, byHand)), `call {"id":"7","received_at":"2026-03-02T09:58:11Z"}`)
	if err != nil {
		t.Error(err)
	}
}

func TestACallersAnswerIsWhatWasPromised(t *testing.T) {
	promising, free := prepare(t, "call", callWith), prepare(t, "call", `{}`)
	for name, tc := range map[string]struct {
		of    engine.PreparedSource
		reply string // none if empty
		want  string
		field string // at fault
	}{
		"the fields that were promised": {promising, `{"bill": 10045, "sum": "2.50", "other": 1}`, `{"bill":"10045","sum":2.50}`, ""},
		"a required one is missing":     {promising, `{"sum": 1}`, ``, "bill"},
		"one of another kind":           {promising, `{"bill": "1", "sum": "much"}`, ``, "sum"},
		"no object":                     {promising, `[1]`, ``, "bill"},
		"no answer":                     {promising, ``, ``, "bill"},
		"a list as it stands":           {free, `[{"a": 1.50}]`, `[{"a":1.50}]`, ""},
		"a text as it stands":           {free, `OK 5`, `"OK 5"`, ""},
		"nothing was promised or given": {free, ``, `{"operation":"op1","status":"stopped"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			op := engine.Operation{ID: "op1", State: engine.Stopped}
			if tc.reply != "" {
				op.Reply = &engine.Reply{Body: []byte(tc.reply)}
			}
			got, err := tc.of.Callable.Answer(op)
			if field := engine.FailureOf(orNone(err), time.Time{}).Field; field != tc.field {
				t.Fatalf("it is %v at %s, want %q", err, field, tc.field)
			}
			if tc.field == "" {
				check(t, "answer", text(got), tc.want)
			}
		})
	}
	check(t, "sample", text(promising.Callable.Sample()), `{"bill":"10045","sum":1.50}`)
	check(t, "free sample", text(free.Callable.Sample()), `{"operation":"","status":"succeeded"}`)
}

// orNone is an error without a field for none.
func orNone(err error) error {
	if err == nil {
		return &engine.Error{}
	}
	return err
}

func TestAFailureTellsWhatFailed(t *testing.T) {
	p := prepare(t, "failure", `{"processings": ["a", "b, c"]}`)
	check(t, "watched", len(p.Watching.Of), "2")
	ev := p.Watching.Event(engine.FailedOperation{Processing: "p", Name: "Leads", Operation: "o", Action: "Send", Code: "http.status", Message: "No \"luck\"", At: began})
	check(t, "search", ev.Search, "[Leads http.status]")
	check(t, "value", text(valueOf(t, p, ev)),
		`{"action":"Send","code":"http.status","message":"No \"luck\"","name":"Leads","operation":"o","processing":"p","received_at":"2026-03-02T09:58:11Z"}`)
	byHand, err := sources.NewEvent(p, map[string]any{"message": "test", "strange": 1}, began)
	check(t, "by hand", text(valueOf(t, p, byHand)), `{"message":"test","received_at":"2026-03-02T09:58:11Z"}`)
	if err != nil {
		t.Error(err)
	}
}
