package flow_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"stanok/tools/flow"
)

func TestTheRequestIsTheSizeOfARealOne(t *testing.T) {
	text := flow.AppendRequest(nil, 4821)
	if len(text) < 1700 || len(text) > 2100 {
		t.Errorf("%d bytes, want about 1.9 KB", len(text))
	}
	var got struct {
		Request []map[string]any `json:"request"`
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Request) != 1 || len(got.Request[0]) != 42 {
		t.Errorf("%d requests, the first with %d fields, want 42", len(got.Request), len(got.Request[0]))
	}
	var read struct {
		Request []flow.Request `json:"request"`
	}
	if err := json.Unmarshal(text, &read); err != nil || read.Request[0] != flow.RequestOf(4821) {
		t.Errorf("read back as %+v, %v", read.Request, err)
	}
}

func TestTheSinkTakesOnlyWhatTheFlowComposes(t *testing.T) {
	right := flow.Compose(flow.RequestOf(77))
	cases := map[string]func(*flow.Lead){
		"another method":             func(l *flow.Lead) { l.Method = "update" },
		"another key":                func(l *flow.Lead) { l.APIKey = "" },
		"the phone of another":       func(l *flow.Lead) { l.Values.Phone = flow.RequestOf(78).Phone },
		"the e-mail of another":      func(l *flow.Lead) { l.Values.Email = flow.RequestOf(78).Email },
		"an unfilled comment":        func(l *flow.Lead) { l.Values.Comment = "Заявка {{ fields.id }}" },
		"an empty name":              func(l *flow.Lead) { l.Values.Name = "" },
		"a field too few":            func(l *flow.Lead) { l.Custom = l.Custom[:4] },
		"fields in another order":    func(l *flow.Lead) { l.Custom[1], l.Custom[2] = l.Custom[2], l.Custom[1] },
		"the number of no request":   func(l *flow.Lead) { l.Custom[0].Value = "x" },
		"no field of its own at all": func(l *flow.Lead) { l.Custom = nil },
	}
	if id, err := flow.CheckLead(encode(t, right)); id != 77 || err != nil {
		t.Errorf("the right lead: %d, %v", id, err)
	}
	for name, spoil := range cases {
		wrong := flow.Compose(flow.RequestOf(77))
		spoil(&wrong)
		if _, err := flow.CheckLead(encode(t, wrong)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := flow.CheckLead([]byte("{")); err == nil {
		t.Error("broken JSON was taken")
	}
}

func TestTheSinkTellsOfEachRightLeadAndCountsTheWrong(t *testing.T) {
	sink, err := flow.StartSink()
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	arrived := make(chan int64, 10)
	sink.OnLead(func(id int64) { arrived <- id })

	answer, err := http.Get(flow.RequestURL(sink.Addr(), "5"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if text, _ := io.ReadAll(answer.Body); !bytes.Equal(text, flow.AppendRequest(nil, 5)) {
		t.Errorf("the request is %s", text)
	}
	if status := post(t, flow.LeadURL(sink.Addr()), encode(t, flow.Compose(flow.RequestOf(5)))); status != http.StatusOK || <-arrived != 5 {
		t.Errorf("the right lead was answered %d", status)
	}
	if status := post(t, flow.LeadURL(sink.Addr()), []byte(`{}`)); status != http.StatusBadRequest {
		t.Errorf("the wrong lead was answered %d", status)
	}
	if status := post(t, "http://"+sink.Addr()+"/elsewhere", nil); status != http.StatusNotFound {
		t.Errorf("the wrong address was answered %d", status)
	}
	if count, first := sink.Wrong(); count != 2 || !strings.Contains(first, "does not name") {
		t.Errorf("%d wrong calls, the first %q; want 2", count, first)
	}
}

func TestTheDocumentCallsTheGivenSink(t *testing.T) {
	text := flow.Document("127.0.0.1:4321")
	if strings.Contains(text, "SINK") || strings.Count(text, "http://127.0.0.1:4321/") != 2 {
		t.Errorf("the document calls elsewhere:\n%s", text)
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func post(t *testing.T, url string, body []byte) int {
	t.Helper()
	answer, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}
