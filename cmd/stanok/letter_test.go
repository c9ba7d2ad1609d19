package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"stanok/engine"
)

// post is a mail server that keeps what it takes.
type post struct {
	address string
	accept  func() error // what it says to a sender; nil for welcome

	mu   sync.Mutex
	kept []string
}

func newPost(t *testing.T, accept func() error) *post {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &post{address: l.Addr().String(), accept: accept}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return session{p}, nil }))
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return p
}

func (p *post) letters() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.kept...)
}

type session struct{ *post }

func (s session) Mail(string, *smtp.MailOptions) error {
	if s.accept == nil {
		return nil
	}
	return s.accept()
}
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (s session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, decoded(raw))
	return err
}

const failing = `
format: 1
name: Failing
source: {type: webhook, with: {methods: [POST]}}
actions:
  - id: end
    type: fail
    with: {message: "as it was told"}
`

// mailing is a server that writes letters to a post.
func mailing(t *testing.T, address string) *instance {
	return start(t, variables{"STANOK_SMTP_URL": "smtp://" + address + "?tls=none", "STANOK_ADMIN_EMAIL": "owner@example.test", "STANOK_LANGUAGE": "ru"})
}

func TestTheFirstFailureIsToldAtOnce(t *testing.T) {
	p := newPost(t, nil)
	in := mailing(t, p.address)
	link := in.deploy(failing).Link
	id := in.send(link, "{}")
	in.eventually("a letter comes", func() bool { return len(p.letters()) > 0 })
	letter := p.letters()[0]
	for _, part := range []string{"To: <owner@example.test>", "as it was told", "/operations/" + id, "Что произошло", "Auto-Submitted: auto-generated"} {
		if !strings.Contains(letter, part) {
			t.Errorf("the letter does not say %q:\n%s", part, letter)
		}
	}
	in.finished(in.send(link, "{}"))
	if n := len(p.letters()); n != 1 {
		t.Errorf("there are %d letters after the second failure", n)
	}
}

func TestALetterThatIsPutOffIsKept(t *testing.T) {
	asked := make(chan struct{}, 100)
	p := newPost(t, func() error {
		asked <- struct{}{}
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come again"}
	})
	in := mailing(t, p.address)
	in.send(in.deploy(failing).Link, "{}")
	await(t, asked, "the first try")
	in.eventually("the letter waits for its next try", func() bool { return in.waitingLetter().Attempt == 1 })
	if err := in.end(); err != nil {
		t.Fatal(err)
	}
	again := mailingOn(t, p.address, in.data)
	if l := again.waitingLetter(); l.Problem != "mail.unreachable" || time.Until(l.NextTry) > time.Minute {
		t.Errorf("after a restart the letter is %+v", l)
	}
}

func mailingOn(t *testing.T, address, data string) *instance {
	return start(t, variables{"STANOK_SMTP_URL": "smtp://" + address + "?tls=none", "STANOK_DATA": data})
}

// waitingLetter is the one that is kept, or none.
func (in *instance) waitingLetter() (l engine.Letter) {
	in.t.Helper()
	all, err := in.app.store.ListLetters(in.t.Context(), time.Now().Add(time.Hour), 10)
	if err != nil || len(all) > 1 {
		in.t.Fatalf("%d letters: %v", len(all), err)
	}
	if len(all) == 1 {
		l = all[0]
	}
	return l
}

func TestMailThatStallsHoldsUpNoOperation(t *testing.T) {
	held, release := make(chan struct{}, 100), make(chan struct{})
	p := newPost(t, func() error { held <- struct{}{}; <-release; return nil })
	t.Cleanup(sync.OnceFunc(func() { close(release) }))
	in := mailing(t, p.address)
	link := in.deploy(failing).Link
	first := in.send(link, "{}")
	await(t, held, "the mail server's stall")
	all := []string{first}
	for range 100 {
		all = append(all, in.send(link, "{}"))
	}
	for _, id := range all { // the mail server has still not answered
		if op := in.finished(id); op.State != "failed" {
			t.Errorf("operation %s is %s", id, op.State)
		}
	}
}

func TestAConnectionTestSaysWhetherSomebodyIsThere(t *testing.T) {
	in, k := start(t, nil), newSink(t)
	close(k.release)
	for origin, ok := range map[string]bool{k.URL: true, "http://" + freed(t): false} {
		id := in.connect(map[string]any{"name": origin, "type": "fields", "origins": []string{origin}})
		var got struct {
			OK      bool
			Failure *fault
		}
		if in.json(http.StatusOK, "POST", "/connections/"+id+"/test", "", &got); got.OK != ok || (got.Failure == nil) != ok {
			t.Errorf("%s: %+v", origin, got)
		}
	}
}

// freed is an address that nobody listens at.
func freed(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestALetterComesWhenTheMailServerIsBack(t *testing.T) {
	down, refused := true, make(chan struct{}, 1000)
	var mu sync.Mutex
	mail := newPost(t, func() error {
		mu.Lock()
		defer mu.Unlock()
		if down {
			refused <- struct{}{}
			return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "closed for the night"}
		}
		return nil
	})
	p := program{env: variables{
		"STANOK_ALLOW_NETWORKS": "127.0.0.0/8", "STANOK_ADMIN_TOKEN": adminToken,
		"STANOK_SMTP_URL": "smtp://" + mail.address + "?tls=none", "STANOK_ADMIN_EMAIL": "owner@example.test",
	}.get}
	s, _, err := p.readSettings("serve", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.mailPause = 20 * time.Millisecond
	out := serving(t, s)
	id := out.send(out.deploy(failing).Link, "{}")
	for range 3 {
		await(t, refused, "a try")
	}
	mu.Lock()
	down = false
	mu.Unlock()
	out.eventually("the letter comes", func() bool { return len(mail.letters()) > 0 })
	if all := mail.letters(); len(all) != 1 || !strings.Contains(all[0], id) {
		t.Errorf("letters about %s: %q", id, all)
	}
}
