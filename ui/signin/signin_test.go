package signin_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/store/memory"
	"stanok/ui/signin"
)

const (
	right engine.Secret = "a quiet harbour"
	wrong engine.Secret = "a loud harbour"
)

var (
	home   = signin.From{Address: netip.MustParseAddr("203.0.113.7"), Agent: strings.Repeat("Ü", 300)}
	abroad = signin.From{Address: netip.MustParseAddr("198.51.100.1")}
)

// desk is one with an owner and an editor. Its time is that of a synctest bubble.
type desk struct {
	*testing.T
	*signin.Desk
	store *memory.Store
}

func within(t *testing.T, do func(desk)) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		d := desk{t, signin.New(store, engine.SystemClock{}), store}
		for id, role := range map[engine.PersonID]engine.Role{"owner": engine.Owner, "editor": engine.Editor} {
			p := engine.Person{ID: id, Email: string(id) + "@example.com", Name: "N", Role: role}
			kept, err := d.Write(t.Context(), right, p)
			if err != nil {
				t.Fatal(err)
			}
			p.Password = kept
			if err := store.AddPerson(t.Context(), engine.MainWorkspace, p); err != nil {
				t.Fatal(err)
			}
		}
		do(d)
	})
}

// in signs somebody in, or ends the test.
func (d desk) in(email string, from signin.From) engine.Secret {
	d.Helper()
	secret, _, err := d.SignIn(d.Context(), email, right, from)
	if err != nil {
		d.Fatal(err)
	}
	return secret
}

// code checks the code of an error, "" for none.
func (d desk) code(err error, want, doing string) {
	d.Helper()
	var e *engine.Error
	got := ""
	if errors.As(err, &e) {
		got = e.Code
	} else if err != nil {
		got = err.Error()
	}
	if got != want {
		d.Errorf("%s: %q, want %q", doing, got, want)
	}
}

func (d desk) known(secret engine.Secret, want bool, when string) {
	d.Helper()
	_, err := d.Who(d.Context(), secret)
	d.code(err, map[bool]string{true: "", false: "auth.required"}[want], when)
}

func TestWhoGivesTheRightPasswordIsKnownAfterwards(t *testing.T) {
	within(t, func(d desk) {
		secret := d.in(" OWNER@example.com", home)
		v, err := d.Who(d.Context(), secret)
		if err != nil || v.Person.ID != "owner" || v.Workspace != engine.MainWorkspace || v.Session.Address != "203.0.113.7" {
			d.Errorf("%+v, %v", v, err)
		}
		if n := len(v.Session.Agent); n > 200 || strings.ContainsRune(v.Session.Agent, '\uFFFD') {
			d.Errorf("the browser is kept as %d bytes: %q", n, v.Session.Agent)
		}
		d.known(secret+"x", false, "another secret")
		d.known("", false, "no secret")
	})
}

func TestWhatWasWrongIsNotSaid(t *testing.T) {
	within(t, func(d desk) {
		if err := d.store.AddPerson(d.Context(), "main", engine.Person{ID: "new", Email: "new@example.com"}); err != nil {
			d.Fatal(err)
		}
		off := engine.Person{ID: "off", Email: "off@example.com", Disabled: true}
		off.Password, _ = d.Write(d.Context(), right, off)
		if err := d.store.AddPerson(d.Context(), "main", off); err != nil {
			d.Fatal(err)
		}
		for email, plain := range map[string]engine.Secret{
			"owner@example.com": wrong, "nobody@example.com": right, "new@example.com": "", "off@example.com": right,
			"editor@example.com": engine.Secret(strings.Repeat("x", 1000)),
		} {
			_, _, err := d.SignIn(d.Context(), email, plain, home)
			d.code(err, "auth.refused", email)
		}
	})
}

func TestASessionEndsWhenNobodyIsThereAndAtTheLatestAfterTwelveHours(t *testing.T) {
	within(t, func(d desk) {
		owner, editor := d.in("owner@example.com", home), d.in("editor@example.com", home)
		time.Sleep(signin.IdleOwner - time.Second)
		d.known(owner, true, "the owner before half an hour")
		time.Sleep(signin.IdleOwner - time.Second)
		d.known(owner, true, "the owner, who was there meanwhile")
		d.known(editor, true, "the editor before an hour")
		time.Sleep(signin.IdleOwner)
		d.known(owner, false, "the owner after half an hour")
		time.Sleep(signin.IdleOwner)
		d.known(editor, false, "the editor after an hour")

		busy := d.in("editor@example.com", home)
		for range 23 {
			time.Sleep(30 * time.Minute)
			d.known(busy, true, "the editor at work")
		}
		time.Sleep(30 * time.Minute)
		d.known(busy, false, "after twelve hours")
	})
}

func TestWhoIsDisabledIsOutAtOnce(t *testing.T) {
	within(t, func(d desk) {
		secret := d.in("editor@example.com", home)
		_, err := d.store.AmendPerson(d.Context(), "main", "editor", func(p *engine.Person) error { p.Disabled = true; return nil })
		d.code(err, "", "disabling")
		d.known(secret, false, "afterwards")
	})
}

func TestWhoGuessesWaitsLongerEachTime(t *testing.T) {
	for _, email := range []string{"owner@example.com", "nobody@example.com"} {
		within(t, func(d desk) {
			try := func(plain engine.Secret, from signin.From) error {
				_, _, err := d.SignIn(d.Context(), email, plain, from)
				return err
			}
			for range 4 {
				d.code(try(wrong, home), "auth.refused", "one of the first")
			}
			for _, want := range []time.Duration{1, 2, 4, 8, 15, 15} {
				wait, told := signin.IsWait(try(wrong, home))
				if !told || wait != want*time.Minute {
					d.Fatalf("told to wait %s (%v), want %d min", wait, told, want)
				}
				d.code(try(right, home), "auth.wait", "the right password meanwhile")
				time.Sleep(wait)
			}
			if email == "owner@example.com" {
				d.code(try(right, abroad), "", "the right password from elsewhere")
				d.code(try(right, home), "", "the right password after the wait")
				d.code(try(wrong, home), "auth.refused", "the first mistake after that")
			}
		})
	}
}

func TestAnAddressThatTriesManyAccountsWaitsToo(t *testing.T) {
	within(t, func(d desk) {
		for i := range 24 {
			_, _, err := d.SignIn(d.Context(), strings.Repeat("x", i+1)+"@example.com", wrong, home)
			d.code(err, "auth.refused", "another account")
		}
		_, _, err := d.SignIn(d.Context(), "last@example.com", wrong, home)
		d.code(err, "auth.wait", "the twenty-fifth account")
		d.in("owner@example.com", abroad)
	})
}

func TestTheWholeNetworkOfASenderOfIPv6IsOne(t *testing.T) {
	within(t, func(d desk) {
		for i := range 5 {
			from := signin.From{Address: netip.MustParseAddr("2001:db8::" + string(rune('1'+i)))}
			_, _, err := d.SignIn(d.Context(), "owner@example.com", wrong, from)
			d.code(err, map[bool]string{true: "auth.wait", false: "auth.refused"}[i == 4], "from "+from.Address.String())
		}
	})
}

func TestAPasswordIsFreshForTenMinutes(t *testing.T) {
	within(t, func(d desk) {
		secret := d.in("editor@example.com", home)
		v, _ := d.Who(d.Context(), secret)
		if !d.IsFresh(v) {
			d.Error("just signed in")
		}
		time.Sleep(signin.Fresh)
		if d.IsFresh(v) {
			d.Error("after ten minutes")
		}
		d.code(d.Prove(d.Context(), v, wrong, home), "auth.refused", "the wrong password")
		d.code(d.Prove(d.Context(), v, right, home), "", "the right one")
		if v, _ = d.Who(d.Context(), secret); !d.IsFresh(v) {
			d.Error("given once more")
		}
	})
}

func TestALinkIsGoodOnceAndForAWhile(t *testing.T) {
	within(t, func(d desk) {
		invited := engine.Person{ID: "new", Email: "new@example.com", Name: "New", Role: engine.Viewer}
		if err := d.store.AddPerson(d.Context(), "main", invited); err != nil {
			d.Fatal(err)
		}
		late, ends, err := d.Link(d.Context(), "main", invited)
		d.code(err, "", "inviting")
		if left := time.Until(ends); left != signin.InvitationLife {
			d.Errorf("good for %s", left)
		}
		time.Sleep(signin.InvitationLife)
		_, err = d.Whose(d.Context(), late)
		d.code(err, "pass.not_found", "too late")

		link, _, err := d.Link(d.Context(), "main", invited)
		d.code(err, "", "inviting again")
		_, _, err = d.Redeem(d.Context(), link, "short", home)
		d.code(err, "password.short", "a password that is refused")
		p, err := d.Whose(d.Context(), link)
		if err != nil || p.ID != "new" {
			d.Errorf("whose: %+v, %v", p, err)
		}
		secret, _, err := d.Redeem(d.Context(), link, right, home)
		d.code(err, "", "choosing a password")
		d.known(secret, true, "signed in")
		_, _, err = d.Redeem(d.Context(), link, right, home)
		d.code(err, "pass.not_found", "using it again")

		p, _ = d.store.Person(d.Context(), "main", "new")
		link, ends, err = d.Link(d.Context(), "main", p)
		d.code(err, "", "a forgotten password")
		if left := time.Until(ends); left != signin.ResetLife {
			d.Errorf("good for %s", left)
		}
		_, _, err = d.Redeem(d.Context(), link, "another harbour", home)
		d.code(err, "", "choosing another")
		d.known(secret, false, "the session from before")
	})
}

func TestANewPasswordEndsAllOtherSessions(t *testing.T) {
	within(t, func(d desk) {
		here, there := d.in("editor@example.com", home), d.in("editor@example.com", abroad)
		v, _ := d.Who(d.Context(), here)
		d.code(d.Change(d.Context(), v, wrong, "another harbour", home), "auth.refused", "without the old one")
		d.code(d.Change(d.Context(), v, right, "editor editor", home), "password.own", "a bad one")
		d.code(d.Change(d.Context(), v, right, "another harbour", home), "", "changing")
		d.known(here, true, "here")
		d.known(there, false, "there")
		_, _, err := d.SignIn(d.Context(), "editor@example.com", right, home)
		d.code(err, "auth.refused", "the old password")
	})
}

func TestOnePersonHasSoManySessionsAndLeavesThemOneByOne(t *testing.T) {
	within(t, func(d desk) {
		first := d.in("editor@example.com", home)
		for range 19 {
			time.Sleep(time.Second)
			d.in("editor@example.com", home)
		}
		d.known(first, true, "the first of twenty")
		time.Sleep(time.Second)
		last := d.in("editor@example.com", home)
		d.known(first, false, "the first of twenty-one")
		v, _ := d.Who(d.Context(), last)
		d.code(d.Leave(d.Context(), v), "", "leaving")
		d.code(d.Leave(d.Context(), v), "", "leaving again")
		d.known(last, false, "who left")
	})
}

func TestACodeIsSlowedDownLikeAPassword(t *testing.T) {
	within(t, func(d desk) {
		for range 5 {
			d.code(d.Code("0000-0000", "1234-5678", home), "setup.code", "guessing")
		}
		d.code(d.Code("1234-5678", "1234-5678", home), "auth.wait", "the right one too soon")
		d.code(d.Code("1234-5678", "1234-5678", abroad), "", "from elsewhere")
	})
}
