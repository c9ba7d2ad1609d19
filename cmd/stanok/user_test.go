package main

import (
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"stanok/engine"
)

var madePassword = regexp.MustCompile(`password: (\S+)`)

// login signs in at a server and returns the status of the answer.
func (in *instance) login(email, password string) int {
	in.t.Helper()
	form := url.Values{"email": {email}, "password": {password}}.Encode()
	return in.as("").do("POST", "/login", form, "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html").StatusCode
}

func TestPeopleAreAddedAndGetANewPasswordWithTheServerStopped(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	env := variables{"STANOK_DATA": data}
	got := invoke(env, "user", "add", "anna@example.com", "--role", "owner", "--name", "Anna")
	got.want(t, exitDone, "anna@example.com may sign in as owner")
	first := madePassword.FindStringSubmatch(got.out)
	if first == nil {
		t.Fatalf("no password is told: %s", got.out)
	}
	invoke(env, "user", "add", "ANNA@example.com").want(t, exitFailed, "already has this e-mail")
	got = invoke(env, "user", "reset", "anna@example.com")
	got.want(t, exitDone, "has a new password")
	second := madePassword.FindStringSubmatch(got.out)
	invoke(env, "user", "reset", "boris@example.com").want(t, exitFailed, "There is no such person")

	in := start(t, env)
	if old, now := in.login("anna@example.com", first[1]), in.login("Anna@Example.com", second[1]); old != http.StatusUnauthorized || now != http.StatusSeeOther {
		t.Errorf("the first password answers %d, the second %d", old, now)
	}
	if strings.Contains(in.out.String(), "/setup") {
		t.Error("the start screen leads to the first start")
	}
	invoke(env, "user", "add", "late@example.com").want(t, exitBusy)
}

func TestAPasswordThatIsPipedInIsTakenAndNotTold(t *testing.T) {
	env := variables{"STANOK_DATA": t.TempDir()}
	var out, err buffer
	code := program{strings.NewReader("a quiet harbour\n"), &out, &err, env.get}.main([]string{"user", "add", "anna@example.com"})
	if code != exitDone || strings.Contains(out.String()+err.String(), "quiet") {
		t.Errorf("%d: %s%s", code, out.String(), err.String())
	}
	code = program{strings.NewReader("short\n"), &out, &err, env.get}.main([]string{"user", "add", "boris@example.com"})
	if code != exitFailed || !strings.Contains(err.String(), "too short") {
		t.Errorf("%d: %s", code, err.String())
	}
}

func TestMisuseOfUserIsTold(t *testing.T) {
	env := variables{"STANOK_DATA": t.TempDir()}
	for _, args := range [][]string{{"user"}, {"user", "add"}, {"user", "drop", "a@example.com"}, {"user", "add", "nobody"}, {"user", "add", "a@example.com", "--role", "king"}} {
		invoke(env, args...).want(t, exitUsage, "usage: stanok user")
	}
}

func TestTheFirstOwnerComesFromTheSettings(t *testing.T) {
	data := t.TempDir()
	env := variables{"STANOK_DATA": data, "STANOK_ADMIN_EMAIL": "owner@example.com", "STANOK_ADMIN_PASSWORD": "a quiet harbour"}
	in := start(t, env)
	if got := in.login("owner@example.com", "a quiet harbour"); got != http.StatusSeeOther {
		t.Errorf("signing in: %d", got)
	}
	if got := in.as("").do("GET", "/setup", "", "Accept", "text/html"); got.StatusCode != http.StatusNotFound {
		t.Errorf("the first start: %d", got.StatusCode)
	}
	if err := in.end(); err != nil {
		t.Fatal(err)
	}
	env["STANOK_ADMIN_PASSWORD"] = "another harbour"
	in = start(t, env)
	if old, now := in.login("owner@example.com", "a quiet harbour"), in.login("owner@example.com", "another harbour"); old != http.StatusSeeOther || now != http.StatusUnauthorized {
		t.Errorf("with another setting the old password answers %d, the new one %d", old, now)
	}
	invoke(variables{"STANOK_ADMIN_PASSWORD": "short"}, "serve").want(t, exitSetting, "admin_password: ")
}

func TestMailThatWasSetUpInTheBrowserIsUsedAtOnceAndAfterARestart(t *testing.T) {
	inbox := newPost(t, nil)
	host, port, err := net.SplitHostPort(inbox.address)
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	in := start(t, variables{"STANOK_DATA": data})
	send := func(path string, status int) {
		t.Helper()
		form := url.Values{
			"name": {"Anna"}, "email": {"anna@example.com"}, "password": {"a quiet harbour"}, "zone": {"UTC"}, "public_url": {"https://stanok.example.com"},
			"smtp_host": {host}, "smtp_port": {port}, "smtp_security": {"none"}, "mail_from": {"stanok@example.com"},
		}.Encode()
		got := in.as("").do("POST", path, form, "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
		if got.StatusCode != status {
			t.Fatalf("%s: %s %s", path, got.Status, got.body)
		}
	}
	send("/setup/mail", http.StatusOK)
	send("/setup", http.StatusSeeOther)
	invite := func(email string) {
		t.Helper()
		var made struct {
			Sent bool
			Link string
		}
		in.json(http.StatusCreated, "POST", "/users", `{"email":"`+email+`","name":"B"}`, &made)
		if !made.Sent || !strings.HasPrefix(made.Link, "https://stanok.example.com/pass/") {
			t.Errorf("%s: %+v", email, made)
		}
	}
	invite("boris@example.com")
	if err := in.end(); err != nil {
		t.Fatal(err)
	}
	in = start(t, variables{"STANOK_DATA": data})
	invite("vera@example.com")
	if all := inbox.letters(); len(all) != 3 || !strings.Contains(all[1], "boris@example.com") || !strings.Contains(all[2], "vera@example.com") {
		t.Errorf("%d letters: %v", len(all), all)
	}
}

func TestTheStartScreenLeadsToTheFirstStart(t *testing.T) {
	in := start(t, nil)
	if at := in.app.site.PublicURL() + "/setup\n"; !strings.Contains(in.out.String(), at) {
		t.Errorf("it does not say %q:\n%s", at, in.out)
	}
	for _, env := range []variables{{"STANOK_LISTEN": "0.0.0.0:0"}, {"STANOK_PUBLIC_URL": "https://stanok.example.org"}} {
		in := start(t, env)
		said := regexp.MustCompile(`/setup, code (\d{4}-\d{4})\n`).FindStringSubmatch(in.out.String())
		if said == nil || engine.Secret(said[1]) != in.app.code {
			t.Errorf("%v: no code in\n%s", env, in.out)
		}
	}
}
