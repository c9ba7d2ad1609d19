package actiontest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/store/memory"
)

// recalled is a record of one step, or of none.
type recalled struct {
	was    any
	known  bool
	memory engine.Memory
	asked  []any
}

func (r *recalled) Key() engine.StepKey   { return "node" }
func (r *recalled) At() time.Time         { return time.Time{} }
func (r *recalled) Memory() engine.Memory { return r.memory }

func (r *recalled) Answer(asked any) (any, error) {
	r.asked = append(r.asked, asked)
	if !r.known {
		return nil, engine.ErrOffRecord
	}
	return r.was, nil
}

func (r *recalled) Known(asked any) (any, bool) {
	r.asked = append(r.asked, asked)
	return r.was, r.known
}

// turnsToTheRecord holds an action with an effect to what is on record: nothing is
// asked and nothing changed, and what came then comes again.
func turnsToTheRecord(t *testing.T, s Subject) {
	p := prepared(t, s, s.With)
	if p.Effect == engine.Pure {
		return
	}
	if !p.Recalls && !p.Calls {
		t.Fatal("drafts with it cannot be rehearsed: it does not turn to the record")
	}
	real, _, err := run(t.Context(), s, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	was := engine.Decode(eval.Append(nil, real.Output))
	for _, known := range []bool{true, false} {
		r := &recalled{was: was, known: known, memory: memory.New()}
		before := s.count()
		out, log, err := run(t.Context(), s, p, func(in *engine.Input) { in.Pretend, in.Recall = true, r })
		if err != nil && (known || !errors.Is(err, engine.ErrOffRecord)) {
			t.Errorf("on record %v: %v", known, err)
		}
		if after := s.count(); after != before {
			t.Errorf("on record %v: it asked or changed the outside", known)
		}
		if p.Recalls && len(r.asked) == 0 {
			t.Errorf("on record %v: it does not say what it asks", known)
		}
		if known && !p.Calls && !bytes.Equal(eval.Append(nil, out.Output), eval.Append(nil, real.Output)) {
			t.Errorf("it gives %s, and gave %s", eval.Append(nil, out.Output), eval.Append(nil, real.Output))
		}
		for _, asked := range r.asked {
			survives(t, "asked", asked)
			if s.Canary != "" {
				silent(t, s.Canary, "asked", asked)
				silent(t, s.Canary, "log", log)
			}
		}
	}
}
