package egress_test

import (
	"bufio"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"stanok/engine/egress"
)

func letter() egress.Message {
	return egress.Message{From: "Stanok <stanok@example.com>", To: []string{"ann@example.com"}, Subject: "Привет, Ann", Text: "Текст\n.\nend"}
}

func TestALetterArrivesWhole(t *testing.T) {
	for _, security := range []egress.MailSecurity{egress.StartTLS, egress.ImplicitTLS, egress.NoTLS, ""} {
		server := security
		if security == "" {
			server = egress.StartTLS
		}
		p := postOffice(t, server)
		s := p.address(security)
		s.User, s.Password = "me", "pass"
		m := letter()
		m.To = []string{"Ann Ёлкина <ann@example.com>", "bob@example.com"}
		m.HTML, m.MessageID, m.Headers = "<p>Текст</p>", "op-1@stanok", map[string]string{"Auto-Submitted": "auto-generated"}
		if err := p.egress().Mail(t.Context(), s, m); err != nil {
			t.Fatalf("%s: %v", security, err)
		}
		if len(p.letters) != 1 || strings.Join(p.to, " ") != "ann@example.com bob@example.com" || strings.Join(p.logins, " ") != "me:pass" {
			t.Fatalf("%s: %d letters to %v, logins %v", security, len(p.letters), p.to, p.logins)
		}
		if p.inClear != (security == egress.NoTLS) {
			t.Errorf("%s: in clear %v", security, p.inClear)
		}
		checkLetter(t, p.letters[0])
	}
}

func checkLetter(t *testing.T, raw string) {
	t.Helper()
	got, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if subject != "Привет, Ann" || strings.ContainsRune(got.Header.Get("Subject"), 'П') {
		t.Errorf("subject %q", got.Header.Get("Subject"))
	}
	to, err := got.Header.AddressList("To")
	if err != nil || len(to) != 2 || to[0].Name != "Ann Ёлкина" {
		t.Errorf("to %v, %v", to, err)
	}
	if got.Header.Get("Message-ID") != "<op-1@stanok>" || got.Header.Get("Auto-Submitted") != "auto-generated" || got.Header.Get("X-Mailer") != "" {
		t.Errorf("headers %v", got.Header)
	}
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/alternative") {
		t.Errorf("is %s", kind)
	}
}

func TestALetterHasAnIDAndADateOfItsOwn(t *testing.T) {
	p := postOffice(t, egress.NoTLS)
	for range 2 {
		if err := p.egress().Mail(t.Context(), p.address(egress.NoTLS), letter()); err != nil {
			t.Fatal(err)
		}
	}
	ids := map[string]bool{}
	for _, raw := range p.letters {
		got, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := got.Header.Date(); err != nil || !strings.HasSuffix(got.Header.Get("Message-ID"), "@example.com>") {
			t.Errorf("%v", got.Header)
		}
		ids[got.Header.Get("Message-ID")] = true
	}
	if len(ids) != 2 {
		t.Errorf("%d ids", len(ids))
	}
}

func TestFieldsThatWouldBreakOutAreRefusedBeforeAnythingIsSent(t *testing.T) {
	port, touched := canary(t, "127.0.0.1:0")
	s := egress.SMTP{Host: "127.0.0.1", Port: uint16(atoi(t, port)), Security: egress.NoTLS}
	change := map[string]func(m *egress.Message, evil string){
		"From":         func(m *egress.Message, evil string) { m.From = "a@example.com" + evil },
		"From (name)":  func(m *egress.Message, evil string) { m.From = "A" + evil + " <a@example.com>" },
		"To":           func(m *egress.Message, evil string) { m.To = []string{"a@example.com", "b@example.com" + evil} },
		"To (name)":    func(m *egress.Message, evil string) { m.To = []string{`"A` + evil + `" <a@example.com>`} },
		"Subject":      func(m *egress.Message, evil string) { m.Subject = "Hi" + evil },
		"Message-ID":   func(m *egress.Message, evil string) { m.MessageID = "id" + evil },
		"X-Flow":       func(m *egress.Message, evil string) { m.Headers = map[string]string{"X-Flow": "name" + evil} },
		"X-F?? (name)": func(m *egress.Message, evil string) { m.Headers = map[string]string{"X-F" + evil: "name"} },
		"From (encoded)": func(m *egress.Message, evil string) {
			m.From = mime.BEncoding.Encode("utf-8", "я"+evil) + " <a@example.com>"
		},
	}
	for name, f := range change {
		for _, evil := range []string{"\r\nBcc: eve@example.com", "\nX: y", "\r", "\x00", "\r\n\r\nbody"} {
			m := letter()
			f(&m, evil)
			err := egress.New(egress.Config{}).Mail(t.Context(), s, m)
			fault := failed(t, err, egress.CodeMailHeader, "")
			if field := fault.Args["field"]; fault.Temporary() || field[:2] != name[:2] {
				t.Errorf("%s: %+v", name, fault)
			}
		}
	}
	for _, to := range [][]string{nil, {""}, {"nobody"}, {"a@example.com, b@example.com"}, {"a b@example.com"}, make([]string, 101)} {
		m := letter()
		m.To = to
		failed(t, egress.New(egress.Config{}).Mail(t.Context(), s, m), egress.CodeMailHeader, "")
	}
	for _, taken := range []string{"bcc", "To", "subject", "Content-Type", "received"} {
		m := letter()
		m.Headers = map[string]string{taken: "x@example.com"}
		failed(t, egress.New(egress.Config{}).Mail(t.Context(), s, m), egress.CodeMailHeader, "")
	}
	if touched.Load() != 0 {
		t.Error("the server was called")
	}
}

func TestRefusalsAreForGoodOrForNow(t *testing.T) {
	for _, c := range []struct {
		stage  string
		answer int
		code   string
	}{
		{"from", 550, egress.CodeMailRefused}, {"to", 550, egress.CodeMailRefused}, {"data", 554, egress.CodeMailRefused},
		{"from", 451, egress.CodeMailAway}, {"to", 450, egress.CodeMailAway}, {"data", 452, egress.CodeMailAway},
	} {
		p := postOffice(t, egress.NoTLS)
		p.refuse = func(stage, text string) error {
			if stage == c.stage {
				return refusal(c.answer)
			}
			return nil
		}
		err := p.egress().Mail(t.Context(), p.address(egress.NoTLS), letter())
		fault := failed(t, err, c.code, "reply")
		if fault.Temporary() != (c.answer < 500) || atoi(t, fault.Args["reply"]) != c.answer || fault.Sent {
			t.Errorf("%s %d: %+v", c.stage, c.answer, fault)
		}
		if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "ann@") {
			t.Errorf("tells too much: %v", err)
		}
	}
}

func TestOneRefusedAddresseeRefusesTheLetter(t *testing.T) {
	p := postOffice(t, egress.NoTLS)
	p.refuse = func(stage, to string) error {
		if stage == "to" && to == "bob@example.com" {
			return refusal(550)
		}
		return nil
	}
	m := letter()
	m.To = []string{"bob@example.com", "ann@example.com"}
	failed(t, p.egress().Mail(t.Context(), p.address(egress.NoTLS), m), egress.CodeMailRefused, "reply")
	if len(p.letters) != 0 {
		t.Error("somebody got it")
	}
}

func TestNothingIsSaidInClearWhenTLSIsRequired(t *testing.T) {
	plain := postOffice(t, egress.NoTLS)
	s := plain.address(egress.StartTLS)
	s.User, s.Password = "me", "pass"
	fault := failed(t, plain.egress().Mail(t.Context(), s, letter()), egress.CodeMailRefused, "starttls")
	s.Security = egress.ImplicitTLS
	failed(t, plain.egress().Mail(t.Context(), s, letter()), egress.CodeMailRefused, "tls")
	untrusted := postOffice(t, egress.StartTLS)
	for _, security := range []egress.MailSecurity{egress.StartTLS, egress.ImplicitTLS} {
		p := postOffice(t, security)
		s := p.address(security)
		s.User, s.Password = "me", "pass"
		failed(t, egress.New(egress.Config{}).Mail(t.Context(), s, letter()), egress.CodeMailRefused, "tls")
		if len(p.letters)+len(p.logins) != 0 {
			t.Errorf("%s: told a server it does not trust", security)
		}
	}
	if fault.Temporary() || len(plain.letters)+len(plain.logins)+len(untrusted.letters) != 0 {
		t.Error("it was said in clear")
	}
}

func TestALoginInClearStaysOnThisMachine(t *testing.T) {
	p := postOffice(t, egress.NoTLS)
	e := egress.New(egress.Config{Lookup: names(map[string][]string{"mail.test": {"127.0.0.1"}})})
	s := p.address(egress.NoTLS)
	s.Host, s.User, s.Password = "mail.test", "me", "pass"
	failed(t, e.Mail(t.Context(), s, letter()), egress.CodeMailRefused, "login")
	if len(p.logins) != 0 {
		t.Error("it logged in")
	}
	s.User, s.Password = "", ""
	if err := e.Mail(t.Context(), s, letter()); err != nil {
		t.Errorf("without a login: %v", err)
	}
}

func TestAWrongPasswordIsForGood(t *testing.T) {
	p := postOffice(t, egress.StartTLS)
	s := p.address(egress.StartTLS)
	s.User, s.Password = "me", "wrong"
	err := p.egress().Mail(t.Context(), s, letter())
	if fault := failed(t, err, egress.CodeMailRefused, "login"); fault.Temporary() || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v", err)
	}
}

func TestServersThatAreAwayOrSlowAreTriedAgain(t *testing.T) {
	hang := func(c net.Conn) { io.Copy(io.Discard, c) }
	for name, c := range map[string]struct {
		talk   func(net.Conn)
		reason string
	}{
		"never greets":      {hang, "timeout"},
		"greets for ever":   {func(c net.Conn) { pourText(c, "220-wait\r\n") }, "cut"},
		"one endless line":  {func(c net.Conn) { pourText(c, "220 wait") }, "cut"},
		"tarpit":            {func(c net.Conn) { dripText(c, "220-wait\r\n") }, "timeout"},
		"closes at once":    {func(c net.Conn) {}, "cut"},
		"busy":              {func(c net.Conn) { io.WriteString(c, "421 later\r\n"); hang(c) }, "reply"},
		"not a mail server": {func(c net.Conn) { io.WriteString(c, "hello there\r\n"); hang(c) }, "cut"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := strings.TrimPrefix(raw(t, c.talk), "http://")
			_, port, _ := net.SplitHostPort(at)
			s := egress.SMTP{Host: "127.0.0.1", Port: uint16(atoi(t, port)), Security: egress.NoTLS}
			began := time.Now()
			var limits egress.Timeouts
			if c.reason == "timeout" {
				limits.Mail = quick.Mail
			}
			err := egress.New(egress.Config{Timeouts: limits}).Mail(t.Context(), s, letter())
			if fault := failed(t, err, egress.CodeMailAway, c.reason); !fault.Temporary() || fault.Sent {
				t.Errorf("%+v", fault)
			}
			if took := time.Since(began); c.reason == "timeout" && took > quick.Mail+time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
	e := egress.New(egress.Config{Timeouts: quick, Lookup: names(nil)})
	failed(t, e.Mail(t.Context(), egress.SMTP{Host: "nowhere.test", Port: 25, Security: egress.NoTLS}, letter()), egress.CodeMailAway, "dns")
}

// script is a mail server that takes everything and then does nothing more.
func script(t testing.TB, extension string) (s egress.SMTP, said chan string) {
	said = make(chan string, 100)
	at := raw(t, func(c net.Conn) {
		lines := bufio.NewScanner(c)
		io.WriteString(c, "220 hi\r\n")
		for lines.Scan() {
			said <- lines.Text()
			switch word, _, _ := strings.Cut(lines.Text(), " "); word {
			case "EHLO":
				io.WriteString(c, "250-hi\r\n250 "+extension+"\r\n")
			case "QUIT":
				io.WriteString(c, "221 bye\r\n")
				return
			case "AUTH", "bWU=":
				io.WriteString(c, "334 Pz8=\r\n")
			case "cGFzcw==":
				io.WriteString(c, "235 in\r\n")
			case "MAIL", "RCPT":
				io.WriteString(c, "250 fine\r\n")
			case "DATA":
				io.WriteString(c, "354 go on\r\n")
			case ".":
				io.WriteString(c, "250 taken\r\n")
				close(said)
				return
			}
		}
	})
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(at, "http://"))
	return egress.SMTP{Host: "127.0.0.1", Port: uint16(atoi(t, port)), Security: egress.NoTLS, User: "me", Password: "pass"}, said
}

func TestALetterTakenIsDeliveredWhateverHappensAfter(t *testing.T) {
	s, said := script(t, "AUTH LOGIN")
	m := letter()
	m.Text, m.HTML = "", "<p>only</p>"
	if err := egress.New(egress.Config{}).Mail(t.Context(), s, m); err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range said {
		all = append(all, line)
	}
	if text := strings.Join(all, "\n"); !strings.Contains(text, "AUTH LOGIN\nbWU=\ncGFzcw==\nMAIL") || !strings.Contains(text, "Content-Type: text/html") {
		t.Errorf("said %s", text)
	}
}

func TestALoginNobodyKnowsIsRefused(t *testing.T) {
	s, _ := script(t, "AUTH NTLM XOAUTH2")
	failed(t, egress.New(egress.Config{}).Mail(t.Context(), s, letter()), egress.CodeMailRefused, "login")
}

func TestALetterCutOffWhileItIsTakenIsUncertain(t *testing.T) {
	p := postOffice(t, egress.NoTLS)
	visited := make(chan struct{})
	p.refuse = func(stage, _ string) error {
		if stage == "data" {
			<-visited
		}
		return nil
	}
	err := egress.New(egress.Config{Timeouts: quick}).Mail(t.Context(), p.address(egress.NoTLS), letter())
	close(visited)
	if fault := failed(t, err, egress.CodeMailAway, "timeout"); !fault.Sent || !fault.Temporary() {
		t.Errorf("%+v", fault)
	}
}

func pourText(c net.Conn, text string) {
	for {
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
	}
}

func dripText(c net.Conn, text string) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
	}
}
