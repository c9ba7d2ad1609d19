package typed_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stanok/ui/typed"
)

const page = `<!DOCTYPE html><html><body>
<form action="/logout" method="post"><button>Out</button></form>
<form action="/account" method="post"><input name="other" value="not this one"></form>
<form action="/account" method="post" class="stack">
<input type="hidden" name="revision" value="9"><input type="hidden" name="session" value="s1">
<input name="name" value="Ann">
<input name="row.name" value="a"><input name="row.name" value="b"><input name="row.name" value="c">
<input type="password" name="password" value="">
<input name="key" readonly value="••••">
<input type="checkbox" name="keys" value="true" checked>
<input type="checkbox" name="motion" value="true">
<input type="radio" name="stop" value="keep" checked><input type="radio" name="stop" value="drop">
<select name="theme"><option value="light" selected>Light</option><option value="dark">Dark</option></select>
<details><textarea name="about">
old &amp; <b>bold</b></textarea></details>
<button name="do" value="save">Save</button>
</form>
<form action="/account/sessions"><input name="name" value="elsewhere"></form>
<script>const form = "<form action='/account'>";</script>
</body></html>`

func sent(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestWhatWasTypedStandsInItsFormAgain(t *testing.T) {
	f, ok := typed.Of("ann", "/account", "/account", sent(
		"revision", "7", "session", "s2", "name", `Ann "Q" <b>`, "row.name", "x", "row.name", "y",
		"password", "hunter2", "key", "z", "motion", "true", "stop", "drop", "theme", "dark", "about", "\nnew </textarea><i>", "do", "other",
	))
	if !ok || !f.Left {
		t.Fatalf("not kept: %+v", f)
	}
	filled, ok := f.Fill([]byte(page), []byte("<p>NOTE</p>"))
	got := string(filled)
	if !ok {
		t.Fatal("nothing was filled in")
	}
	for _, want := range []string{
		`class="stack"><p>NOTE</p>`,
		`name="revision" value="7"`, `name="session" value="s1"`,
		`<input name="name" value="Ann &#34;Q&#34; &lt;b&gt;">`,
		`<input name="row.name" value="x"><input name="row.name" value="y"><input name="row.name" value="c">`,
		`<input type="password" name="password" value="">`, `readonly value="••••"`,
		`name="keys" value="true">`, `name="motion" value="true" checked="">`,
		`value="keep">`, `value="drop" checked="">`, `<option value="light">`, `<option value="dark" selected="">`,
		`<details open="">`, "<textarea name=\"about\">\n\nnew &lt;/textarea&gt;&lt;i&gt;</textarea>",
		`<button name="do" value="save">`, `value="elsewhere"`, `value="not this one"`, `const form = "<form action='/account'>";`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	for _, bad := range []string{"hunter2", "old &amp;"} {
		if strings.Contains(got, bad) {
			t.Errorf("%s is in\n%s", bad, got)
		}
	}
}

func TestAPageWithoutTheFormStaysAsItIs(t *testing.T) {
	for name, f := range map[string]typed.Form{
		"another form": {Action: "/users", Values: sent("name", "x")},
		"no such name": {Action: "/account", Values: sent("nobody", "x")},
		"a button":     {Action: "/logout", Values: sent("do", "x")},
	} {
		if filled, ok := f.Fill([]byte(page), []byte("NOTE")); ok || string(filled) != page {
			t.Errorf("%s: %v\n%s", name, ok, filled)
		}
	}
}

func TestSecretsAreNotKept(t *testing.T) {
	all := sent("password", "a", "old_password", "b", "smtp_password", "c", "secrets.key", "d", "unnamed.value", "e", "client_secret", "f", "name", "")
	f, ok := typed.Of("ann", "/p", "/p", all)
	if !ok || !f.Left || len(f.Values) != 1 {
		t.Errorf("%v %+v", ok, f)
	}
	if _, ok := typed.Of("ann", "/p", "/p", sent("about", strings.Repeat("x", typed.MaxBytes))); ok {
		t.Error("more than enough is kept")
	}
	if _, ok := typed.Of("ann", "/p", "/p", nil); ok {
		t.Error("nothing is kept")
	}
}

func TestAFormWaitsForWhoTypedItAndNotLong(t *testing.T) {
	var k typed.Kept
	now := time.Unix(1_700_000_000, 0)
	f := typed.Form{Person: "ann", Page: "/account", Values: sent("name", "x")}
	word := k.Put(f, now)
	for _, who := range [][3]string{{"wrong", "ann", "/account"}, {word, "bob", "/account"}, {word, "ann", "/users"}} {
		if _, ok := k.Take(who[0], who[1], who[2], now); ok {
			t.Errorf("%v gets it", who)
		}
	}
	if !k.Has(word, now) || k.Has(word, now.Add(typed.For)) {
		t.Error("it does not wait as long as it should")
	}
	if got, ok := k.Take(word, "ann", "/account", now); !ok || got.Values.Get("name") != "x" {
		t.Errorf("%v %+v", ok, got)
	}
	if _, ok := k.Take(word, "ann", "/account", now); ok {
		t.Error("it is given twice")
	}
	word = k.Put(f, now)
	if _, ok := k.Take(word, "ann", "/account", now.Add(typed.For)); ok {
		t.Error("it is given too late")
	}
	kept := 0
	var words []string
	for range 300 {
		words = append(words, k.Put(f, now))
	}
	for _, word := range words {
		if k.Has(word, now) {
			kept++
		}
	}
	if kept == 0 || kept > 150 {
		t.Errorf("%d of %d are kept", kept, len(words))
	}
}

// FuzzFill: whatever was typed, the page holds no tag more or less than before, but
// for the note.
func FuzzFill(f *testing.F) {
	f.Add("name", "x")
	f.Add("about", "</textarea><script>alert(1)</script>")
	f.Add("row.name", "\x00\n")
	before := tags(page)
	f.Fuzz(func(t *testing.T, name, value string) {
		form := typed.Form{Action: "/account", Values: sent(name, value)}
		filled, ok := form.Fill([]byte(page), []byte("<hr>"))
		if ok == (string(filled) == page) {
			t.Fatalf("filled: %v\n%s", ok, filled)
		}
		if after := tags(string(filled)); ok && after != before+1 {
			t.Fatalf("%d tags became %d:\n%s", before, after, filled)
		}
	})
}

func tags(page string) (n int) {
	for t := html.NewTokenizer(bytes.NewReader([]byte(page))); ; {
		switch t.Next() {
		case html.ErrorToken:
			return n
		case html.StartTagToken, html.SelfClosingTagToken:
			n++
		}
	}
}
