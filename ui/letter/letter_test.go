package letter_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/memory"
	"stanok/ui/letter"
	"stanok/ui/text"
)

// outbox keeps what was sent, or refuses everything.
type outbox struct {
	sent   []engine.Mail
	refuse error
}

func (o *outbox) Send(_ context.Context, m engine.Mail) error {
	o.sent = append(o.sent, m)
	return o.refuse
}

// desk is where letters are written in tests.
type desk struct {
	*letter.Letters
	*outbox
}

func newDesk(t testing.TB, ws engine.Workspace) desk {
	t.Helper()
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	if err := store.PutWorkspace(context.Background(), ws); err != nil {
		t.Fatal(err)
	}
	out := &outbox{}
	return desk{letter.New(texts, store, func() string { return "https://stanok.example.com" }, out), out}
}

// deliver returns the one message a letter becomes.
func (d desk) deliver(t *testing.T, l engine.Letter) engine.Mail {
	t.Helper()
	if err := d.Deliver(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if len(d.sent) == 0 {
		t.Fatal("nothing was sent")
	}
	return d.sent[len(d.sent)-1]
}

func workspace(lang string) engine.Workspace {
	zones := map[string]string{"en": "Europe/London", "ru": "Europe/Moscow", "pt-BR": "America/Sao_Paulo"}
	return engine.Workspace{ID: engine.MainWorkspace, Language: lang, TimeZone: zones[lang]}
}

func sample(kind engine.LetterKind) engine.Letter {
	at := time.Date(2026, 11, 21, 11, 5, 0, 0, time.UTC)
	l := engine.Letter{
		ID: "01letter", Workspace: engine.MainWorkspace, Kind: kind, Processing: "p1", Name: "U-ON → Envybox", Operation: "o1",
		Failure: &engine.Failure{
			Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"host": "crm.example.com", "status": "401"},
			Node: "send", Detail: "SECRET-DETAIL", At: at,
		},
		Action: "Create a lead", Type: "http.request",
		Count: 1, Since: at.Add(-3 * time.Hour), To: []string{"owner@example.com", "second@example.com"}, Created: at.Add(time.Minute),
	}
	switch kind {
	case engine.Digest:
		l.Count = 3
	case engine.ManyInRow:
		l.Count = 21
	case engine.Halted:
		l.Count, l.Since = 48, at.Add(-5*24*time.Hour)
	case engine.Recovered:
		l.Count = 125
	case engine.Repeated:
		args := func(status string) engine.Failure {
			return engine.Failure{Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"host": "crm.example.com", "status": status}, Node: "send", Detail: "SECRET-DETAIL", At: at}
		}
		l.Operation, l.Failure, l.Action, l.Type, l.Count, l.To = "", nil, "", "", 150, []string{"anna@example.com"}
		l.Batch = &engine.Batch{
			ID: "b1", State: engine.BatchCancelled, Total: 180, Started: 150, Succeeded: 137, Failed: 13, Created: at.Add(-4 * time.Minute), Finished: at,
			Causes: []engine.BatchCause{{Failure: args("401"), Count: 12}, {Failure: args("503"), Count: 1}},
		}
	case engine.Drift, engine.Quiet, engine.Flood, engine.Circle:
		l.Failure, l.Action, l.Type = nil, "", ""
	}
	switch kind {
	case engine.Drift:
		l.Since, l.Count = at, 2
		l.Drifted = []engine.DriftedField{
			{Path: `["request"][0]["client_phone"]`, From: "Get request", FromType: "http.request", Action: "Write the lead", Type: "json.compose", Was: engine.TextShape, Now: engine.Gone},
			{Path: `["type_id"]`, Type: "branch", Was: engine.NumberShape, Now: engine.ListShape},
		}
	case engine.Quiet:
		l.Operation, l.Count, l.Since, l.Usual = "", 0, at.Add(-26*time.Hour), 40*time.Minute
	case engine.Flood, engine.Circle:
		l.Operation, l.Count, l.Since = "", 412, at
	case engine.DiskFull:
		l = engine.Letter{ID: l.ID, Workspace: l.Workspace, Kind: kind, Since: at, To: l.To, Created: at}
	case engine.AccessEnding, engine.AccessEnded:
		l.Processing, l.Operation, l.Action, l.Type = "", "", "", ""
		l.Connection, l.Name, l.Since = "c1", "amoCRM", at.Add(5*24*time.Hour)
		l.Failure = &engine.Failure{
			Kind: engine.Denied, Code: "oauth.refused", Args: map[string]string{"connection": "amoCRM", "message": "Token has been revoked"}, Detail: "SECRET-DETAIL", At: at,
		}
	}
	return l
}

func TestALetterGoesToItsPeopleUnderItsOwnKey(t *testing.T) {
	d := newDesk(t, workspace("en"))
	l := sample(engine.FirstFailure)
	first := d.deliver(t, l)
	l.Attempt = 3
	again := d.deliver(t, l)
	if first.Key != "01letter" || again.Key != first.Key {
		t.Errorf("keys %q and %q, want the letter's ID both times", first.Key, again.Key)
	}
	if !slices.Equal(first.To, l.To) || first.From != "" {
		t.Errorf("from %q to %v, want the configured sender and the letter's people", first.From, first.To)
	}
	if first.Text != again.Text || first.HTML != again.HTML || first.Subject != again.Subject {
		t.Error("another attempt says something else")
	}
}

func TestErrorsAreTheStoresAndTheMailers(t *testing.T) {
	d := newDesk(t, workspace("en"))
	d.refuse = &engine.Error{Kind: engine.Unavailable, Code: "mail.unreachable"}
	if err := d.Deliver(t.Context(), sample(engine.Digest)); !errors.Is(err, d.refuse) {
		t.Errorf("got %v, want the mailer's error", err)
	}
	lost := sample(engine.Digest)
	lost.Workspace = "nobody"
	if err := d.Deliver(t.Context(), lost); engine.KindOf(err) != engine.NotFound {
		t.Errorf("a letter of an unknown workspace: %v", err)
	}
	odd := sample("carol")
	if err := d.Deliver(t.Context(), odd); engine.KindOf(err) != engine.Internal {
		t.Errorf("an unknown kind of letter: %v", err)
	}
	if len(d.sent) != 1 {
		t.Errorf("%d messages were sent, want 1", len(d.sent))
	}
}

func TestTheTechnicalTextOfAFailureIsLeftOut(t *testing.T) {
	d := newDesk(t, workspace("en"))
	for _, kind := range kinds {
		m := d.deliver(t, sample(kind))
		if strings.Contains(m.Subject+m.Text+m.HTML, "SECRET-DETAIL") {
			t.Errorf("the letter %q holds the failure's detail", kind)
		}
	}
}

func TestALetterCanDoWithoutNameFailureAndOperation(t *testing.T) {
	for _, lang := range text.Languages {
		d := newDesk(t, workspace(lang))
		for _, kind := range kinds {
			bare := engine.Letter{ID: "l", Workspace: engine.MainWorkspace, Kind: kind, Processing: "p1", Count: 2, Created: time.Unix(0, 0)}
			m := d.deliver(t, bare)
			if m.Subject == "" || strings.ContainsAny(m.Subject, "“”«»:") {
				t.Errorf("%s %s: the subject is %q", lang, kind, m.Subject)
			}
			if strings.Contains(m.Text, "/operations/") || !strings.Contains(m.Text, "https://stanok.example.com/p/p1") {
				t.Errorf("%s %s links wrongly:\n%s", lang, kind, m.Text)
			}
		}
	}
}

func TestTimesAreThoseOfTheWorkspace(t *testing.T) {
	cases := []struct{ lang, zone, want string }{
		{"ru", "Asia/Vladivostok", "21.11.2026, 21:05 (Asia/Vladivostok)"},
		{"pt-BR", "America/Sao_Paulo", "21/11/2026, 08:05 (America/Sao_Paulo)"},
		{"en", "", "Nov 21, 2026, 11:05 (UTC)"},
		{"en", "Nowhere/City", "Nov 21, 2026, 11:05 (UTC)"},
		{"xx", "Local", "Nov 21, 2026, 11:05 (UTC)"},
	}
	for _, c := range cases {
		d := newDesk(t, engine.Workspace{ID: engine.MainWorkspace, Language: c.lang, TimeZone: c.zone})
		m := d.deliver(t, sample(engine.FirstFailure))
		if !strings.Contains(m.Text, c.want) || !strings.Contains(m.HTML, c.want) {
			t.Errorf("%s in %q: no %q in\n%s", c.lang, c.zone, c.want, m.Text)
		}
	}
}

func TestALetterCallsTheActionAsPeopleDo(t *testing.T) {
	cases := []struct{ title, typ, want string }{
		{"Get request", "http.request", "Action: Get request"}, {"", "http.request", "Action: HTTP request"},
		{"", "no.such", ""}, {"", "", ""},
	}
	for _, c := range cases {
		l := sample(engine.FirstFailure)
		l.Action, l.Type = c.title, c.typ
		if text := newDesk(t, workspace("en")).deliver(t, l).Text; !strings.Contains(text, c.want) || c.want == "" && strings.Contains(text, "Action:") {
			t.Errorf("%+v: %s", c, text)
		}
	}
}
