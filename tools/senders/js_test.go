package senders_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// sent is a request that the JavaScript made, and its answer.
type sent struct {
	Scheme, What string
	Sent         string // its body
	Status       int
	Body         string // of the answer
}

// operation is the one that the answer names.
func (s sent) operation() string {
	var said struct{ Operation string }
	_ = json.Unmarshal([]byte(s.Body), &said) // of what is none there is no name
	return said.Operation
}

func TestTheServicesOwnJavaScriptIsLetIn(t *testing.T) {
	w := newWorld(t)
	w.open("github", link{Secret: "of the repository", Previous: "before", Other: "other"})
	w.open("standard_webhooks", link{Secret: standardSecret, Previous: standardPrevious, Other: standardOther})
	w.open("stripe", link{Secret: "whsec_now", Previous: "whsec_before", Other: "whsec_other"})
	w.open("robokassa", link{Secret: "password 2", Previous: "password 1", Other: "password 3"})
	began := map[string]string{}
	examples := 0
	for _, s := range w.javaScript() {
		want := 200
		switch s.What {
		case "changed", "other", "old":
			want = 401
		case "right", "again", "another", "previous":
		default:
			examples++
			if got := w.received(s.operation()); got != s.Sent {
				t.Errorf("%s: the history has %q of %q", s.What, got, s.Sent)
			}
		}
		if s.Status != want {
			t.Errorf("%s, %s: %d %s, want %d", s.Scheme, s.What, s.Status, s.Body, want)
		}
		began[s.Scheme+" "+s.What] = s.operation()
	}
	if examples < 300 {
		t.Errorf("only %d examples of GitHub's were sent", examples)
	}
	for scheme, why := range map[string]string{"standard_webhooks": "other other old", "stripe": "other other old", "robokassa": "other other"} {
		if one, again, another := began[scheme+" right"], began[scheme+" again"], began[scheme+" another"]; one == "" || again != one || another == one {
			t.Errorf("%s began %q, for the same again %q, for another %q", scheme, one, again, another)
		}
		if got := w.why(w.links[scheme]); got != why {
			t.Errorf("%s: refused for %q, want %q", scheme, got, why)
		}
	}
}

// received is the body that the history has of an operation.
func (w *world) received(operation string) string {
	w.t.Helper()
	var op struct {
		Source struct{ Input struct{ Body string } }
	}
	w.must(w.api.Call("GET", "/operations/"+operation, "", nil, &op))
	return op.Source.Input.Body
}

// javaScript runs the senders and returns what they did.
func (w *world) javaScript() (all []sent) {
	w.t.Helper()
	links, err := json.Marshal(w.links)
	w.must(err)
	node := exec.CommandContext(w.t.Context(), "node", "--disable-warning=ExperimentalWarning", "send.mjs")
	node.Dir, node.Stdin, node.Stderr = "js", bytes.NewReader(links), os.Stderr
	out, err := node.Output()
	w.must(err)
	lines := bufio.NewScanner(strings.NewReader(string(out)))
	for lines.Scan() {
		var s sent
		w.must(json.Unmarshal(lines.Bytes(), &s))
		all = append(all, s)
	}
	w.must(lines.Err())
	return all
}
