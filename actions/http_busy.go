package actions

import (
	"strconv"
	"time"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/egress"
	"stanok/engine/eval"
)

// busy says which answers mean that a service did nothing because too much was
// asked of it. After these even a request that must not be repeated is sent again.
type busy struct {
	statuses statuses
	when     *eval.Condition
	wait     *eval.Text
}

// busy compiles what a declaration says about a plan's service.
func (f *form) busy(p *httpPlan, declared *connector.Busy) {
	if declared == nil {
		return
	}
	welcome, wrong := parseStatuses(declared.Status)
	if wrong != "" {
		f.wrong("busy.status", "document.kind", "want", "status", "given", "text")
	}
	outer := f.scope
	f.also("answer")
	p.busy = &busy{statuses: welcome, when: f.condition("busy.when", declared.When)}
	if declared.Wait != "" {
		p.busy.wait = f.text("busy.wait", "{{ "+declared.Wait+" }}", eval.Plain)
	}
	f.scope = outer
}

// of returns the failure of an answer that says so, or nil.
func (b *busy) of(env eval.Env, a *egress.Answer, host string, now time.Time) *engine.Error {
	if b == nil || !b.statuses.has(a.Status) {
		return nil
	}
	if b.when != nil {
		if agreed, err := b.when.Holds(env); err != nil || !agreed {
			return nil
		}
	}
	return &engine.Error{
		Kind: engine.Unavailable, Code: "http.status", After: b.after(env, a, now),
		Args: map[string]string{"status": strconv.Itoa(a.Status), "host": host},
	}
}

// after is how long the service asks to be left alone.
func (b *busy) after(env eval.Env, a *egress.Answer, now time.Time) time.Duration {
	if b.wait != nil {
		if said, err := b.wait.String(env); err == nil {
			if d := secondsOf(said); d > 0 {
				return d
			}
		}
	}
	return askedToWait(a, now)
}
