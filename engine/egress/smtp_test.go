package egress_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/engine/egress"
)

func TestParseSMTPReadsTheSetting(t *testing.T) {
	for raw, want := range map[string]egress.SMTP{
		"smtp://mail.example.com":                  {Host: "mail.example.com", Port: 587, Security: egress.StartTLS},
		"smtp://me:pass@Mail.Example.com:2525/":    {Host: "mail.example.com", Port: 2525, Security: egress.StartTLS, User: "me", Password: "pass"},
		"smtp://me%40example.com:p%40%2F%3A@h:587": {Host: "h", Port: 587, Security: egress.StartTLS, User: "me@example.com", Password: "p@/:"},
		"smtp://h?tls=tls":                         {Host: "h", Port: 465, Security: egress.ImplicitTLS},
		"smtp://h?tls=STARTTLS":                    {Host: "h", Port: 587, Security: egress.StartTLS},
		"smtp://h?tls=none":                        {Host: "h", Port: 25, Security: egress.NoTLS},
		"smtp://me:pass@127.0.0.1:1025?tls=none":   {Host: "127.0.0.1", Port: 1025, Security: egress.NoTLS, User: "me", Password: "pass"},
		"smtp://me:pass@[::1]:1025?tls=none":       {Host: "::1", Port: 1025, Security: egress.NoTLS, User: "me", Password: "pass"},
		"smtp://me:pass@localhost:1025?tls=none":   {Host: "localhost", Port: 1025, Security: egress.NoTLS, User: "me", Password: "pass"},
		"smtp://user@почта.рф:587":                 {Host: "xn--80a1acny.xn--p1ai", Port: 587, Security: egress.StartTLS, User: "user"},
	} {
		got, err := egress.ParseSMTP(raw)
		if err != nil || got != want {
			t.Errorf("%s is %#v %q, %v; want %#v", raw, got, got.Password, err, want)
		}
	}
}

func TestParseSMTPTellsWhatIsWrongAndNoSecret(t *testing.T) {
	for raw, say := range map[string]string{
		"":                                   "must begin with smtp://",
		"smtps://me:hidden@h":                "must begin with smtp://",
		"mail.example.com:587":               "must begin with smtp://",
		"smtp://":                            "names no host",
		"smtp://me:hidden@h:0":               "from 1 to 65535",
		"smtp://me:hidden@h:99999":           "from 1 to 65535",
		"smtp://me:hidden@h:x":               "cannot be read",
		"smtp://me:hid/den@h":                "cannot be read",
		"smtp://me:hidden@h/hidden":          "after the port",
		"smtp://me:hidden@h?tls=maybe":       "starttls, tls or none",
		"smtp://me:hidden@h?ssl=1":           "unknown option",
		"smtp://me:hidden@h?tls=none":        "travel readable",
		"smtp://:hidden@h":                   "no user",
		"smtp://me:hidden@10.0.0.1?tls=none": "travel readable",
		"smtp://me:hidden\x00@h":             "cannot be read",
	} {
		_, err := egress.ParseSMTP(raw)
		if err == nil || !strings.Contains(err.Error(), say) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%q: %v, want …%s…", raw, err, say)
		}
	}
	_, err := egress.ParseSMTP("http://?tls=x")
	if n := len(strings.Split(err.Error(), "\n")); n != 3 {
		t.Errorf("%d mistakes told, want 3: %v", n, err)
	}
}

func TestSMTPPrintsWithoutItsPassword(t *testing.T) {
	s := egress.SMTP{Host: "h", Port: 25, User: "me", Password: "hidden"}
	text, _ := json.Marshal(s)
	all := fmt.Sprintf("%v %+v %#v %s %s %v", s, s, s, s, text, s.LogValue())
	if strings.Contains(all, "hidden") || strings.Count(all, "smtp://me:***@h:25?tls=starttls") != 6 {
		t.Errorf("%s", all)
	}
}
