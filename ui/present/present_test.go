package present_test

import (
	"fmt"
	"strings"
	"testing"

	"stanok/ui/present"
)

func names(v *present.Visit) string {
	var all []string
	for _, p := range v.Others() {
		all = append(all, p.Name+"@"+p.At)
	}
	return strings.Join(all, " ")
}

func stirred(v *present.Visit) bool {
	select {
	case <-v.Stirred():
		return true
	default:
		return false
	}
}

func TestPagesKnowOfEachOtherWhileTheyAreOpen(t *testing.T) {
	var b present.Book
	ann := b.Enter("orders", present.Page{Client: "1", Person: "ann", Name: "Ann", At: "a"})
	b.Enter("leads", present.Page{Client: "9", Person: "eve", Name: "Eve"})
	if !stirred(ann) || names(ann) != "" {
		t.Errorf("alone: %q", names(ann))
	}
	bob := b.Enter("orders", present.Page{Client: "2", Person: "bob", Name: "Bob", At: "b"})
	again := b.Enter("orders", present.Page{Client: "2", Person: "bob", Name: "Bob", At: "b"})
	if !stirred(ann) || names(ann) != "Bob@b" || names(bob) != "Ann@a" {
		t.Errorf("two: %q %q", names(ann), names(bob))
	}
	b.Move("orders", "1", "bob", "x") // it is not his page
	b.Move("orders", "2", "bob", "b") // it is there
	if stirred(ann) {
		t.Error("nothing has changed")
	}
	b.Move("orders", "2", "bob", "c")
	if !stirred(ann) || names(ann) != "Bob@c" {
		t.Errorf("moved: %q", names(ann))
	}
	bob.Leave()
	if names(ann) != "Bob@c" {
		t.Errorf("he has come again: %q", names(ann))
	}
	again.Leave()
	bob.Leave()
	if !stirred(ann) || names(ann) != "" {
		t.Errorf("gone: %q", names(ann))
	}
}

func TestThereIsAnEndToThePagesOfOneThing(t *testing.T) {
	var b present.Book
	var last *present.Visit
	for i := range 1000 {
		last = b.Enter("orders", present.Page{Client: fmt.Sprint(i), Name: "Ann"})
	}
	if n := len(last.Others()); n != 200 {
		t.Errorf("%d pages", n)
	}
	last.Leave()
}
