package integrations

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
)

// BadDay is one way in which the services of a template are not as one would like,
// and what is to come of it.
type BadDay struct {
	Name string
	On   func() // switches it on, once for each way
	Send func() // has the sender tell of something new
	Ends string // the state it comes to; succeeded if empty
	Says string // what a failure says

	// At is asked again after it refused, no sooner than after Waits.
	At    *standin.Front
	Route string
	Waits time.Duration
}

// Live drives a running processing through bad days, one after another. made counts
// the records at the other side: a success makes one, anything else none.
func (z *Wizard) Live(t *testing.T, made func() int, days ...BadDay) {
	t.Helper()
	z.seen = z.ended()
	for _, d := range days {
		before, asked := made(), 0
		if d.At != nil {
			asked = len(d.At.Requests(d.Route))
		}
		if d.On != nil {
			d.On()
		}
		d.Send()
		want := 1
		if d.Ends == "" {
			d.Ends = "succeeded"
		} else if d.Ends != "succeeded" {
			want = 0
		}
		op := z.Next(d.Ends)
		if !strings.Contains(op.Failed.Message, d.Says) {
			t.Errorf("%s: the failure does not say %q: %s", d.Name, d.Says, op.Told)
		}
		if n := made() - before; n != want {
			t.Errorf("%s: %d records were made, want %d: %s", d.Name, n, want, op.Told)
		}
		if d.Waits > 0 {
			d.waited(t, asked)
		}
	}
}

// waited fails the test unless the service was asked again after its refusal, and
// not too soon. Requests before from were of other days.
func (d BadDay) waited(t *testing.T, from int) {
	t.Helper()
	all := d.At.Requests(d.Route)[from:]
	i := slices.IndexFunc(all, func(q standin.Request) bool { return q.Status == 429 || q.Status == 503 })
	if i < 0 || i+1 >= len(all) {
		t.Errorf("%s: %d requests, none of them refused and sent again", d.Name, len(all))
		return
	}
	if gap := all[i+1].At.Sub(all[i].Done); gap < d.Waits || gap > d.Waits+10*time.Second {
		t.Errorf("%s: asked again after %s, want %s", d.Name, gap, d.Waits)
	}
}
