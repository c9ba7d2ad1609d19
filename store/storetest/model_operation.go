package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"stanok/engine"
)

func (m *machine) create() {
	m.made++
	ws, now := m.workspace(), m.now()
	op := engine.Operation{
		ID: operationID(m.made), Processing: m.processingID(), Version: pick(m, "version", 1, 2), State: pick(m, "as", engine.Queued, engine.Queued, engine.Kept),
		WakeAt: pick(m, "wake", time.Time{}, m.soon()), Search: m.words(), Created: now, Test: pick(m, "test", false, false, true),
		Event: engine.Event{Key: m.key(), KeyFor: 5 * time.Minute, At: now, Data: json.RawMessage(`{"a":1}`), Search: m.words()},
	}
	if m.flip("replay") {
		op.ReplayOf = m.id()
	}
	if m.flip("again") {
		op.ID = m.id()
	}
	steps := m.steps()
	m.both("creating", func(_ int, s engine.Store) (any, error) {
		op, created, err := s.CreateOperation(m.ctx(), ws, op, steps...)
		return []any{op, created}, err
	})
}

func (m *machine) steps() []engine.Step {
	return rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) engine.Step {
		seq := rapid.IntRange(1, 6).Draw(t, "seq")
		return engine.Step{
			Key: engine.StepKey(fmt.Sprintf("k%d", 9-seq)), Seq: seq, State: engine.StepDone,
			Output: json.RawMessage(fmt.Sprint(rapid.IntRange(0, 99).Draw(t, "output"))),
		}
	}), 0, 3, func(s engine.Step) int { return s.Seq }).Draw(m.T, "steps")
}

func (m *machine) claim() {
	ws, id, now, until := m.workspace(), m.id(), m.now(), m.soon()
	var pair [2]engine.Lease
	m.both("claiming "+string(id), func(i int, s engine.Store) (any, error) {
		l, op, steps, err := s.Claim(m.ctx(), ws, id, now, until)
		pair[i] = l
		return []any{l.Operation, l.Until, op, steps}, err
	})
	if pair[0].Token != 0 {
		m.leases, m.leased = append(m.leases, pair), append(m.leased, ws)
	}
}

// lease is one of those given of late, which may be lost.
func (m *machine) lease() ([2]engine.Lease, engine.WorkspaceID) {
	if len(m.leases) == 0 {
		m.Skip("nothing is leased")
	}
	i := rapid.IntRange(max(0, len(m.leases)-3), len(m.leases)-1).Draw(m.T, "lease")
	return m.leases[i], m.leased[i]
}

func (m *machine) checkpoint() {
	l, ws := m.lease()
	p := engine.Progress{
		State: m.state(), At: m.now(), WakeAt: m.soon(), Active: time.Duration(m.made), Search: m.words(),
		Steps: m.steps(), Notify: m.flip("notify"),
	}
	if m.flip("reply") {
		p.Reply = &engine.Reply{Status: m.made}
	}
	if m.flip("failure") {
		p.Failure = &engine.Failure{Code: fmt.Sprint("code ", m.made)}
	}
	m.both("checkpoint of "+string(l[0].Operation), func(i int, s engine.Store) (any, error) {
		return nil, s.Checkpoint(m.ctx(), ws, l[i], p)
	})
}

func (m *machine) extend() {
	l, ws := m.lease()
	until := m.soon()
	m.both("extending "+string(l[0].Operation), func(i int, s engine.Store) (any, error) {
		return s.Extend(m.ctx(), ws, l[i], until)
	})
}

func (m *machine) cancel() {
	ws, id, now := m.workspace(), m.id(), m.now()
	m.both("cancelling "+string(id), func(_ int, s engine.Store) (any, error) { return s.Cancel(m.ctx(), ws, id, now) })
}

func (m *machine) amend() {
	ws, id, to, words, wake, now := m.workspace(), m.id(), m.state(), m.words(), m.soon(), m.now()
	if to == engine.Running {
		to = engine.Queued
	}
	drop, fail := m.flip("drop"), pick(m, "fail", false, false, true)
	steps := m.steps()
	m.both("amending "+string(id), func(_ int, s engine.Store) (any, error) {
		return s.Amend(m.ctx(), ws, id, func(op *engine.Operation, old *[]engine.Step) error {
			op.State, op.Search, op.WakeAt, op.Finished = to, words, wake, now
			if drop {
				op.Event.Data, *old = nil, steps
			}
			if fail {
				return errors.New("changed my mind")
			}
			return nil
		})
	})
}

func (m *machine) prune() {
	ws, before, states, limit := m.workspace(), m.soon(), m.states(), rapid.IntRange(0, 4).Draw(m.T, "limit")
	m.both("pruning", func(_ int, s engine.Store) (any, error) { return s.Prune(m.ctx(), ws, before, states, limit) })
}

func (m *machine) forgetData() {
	ws, before, states, limit, now := m.workspace(), m.soon(), m.states(), rapid.IntRange(0, 4).Draw(m.T, "limit"), m.now()
	m.both("forgetting data", func(_ int, s engine.Store) (any, error) { return s.ForgetData(m.ctx(), ws, before, states, limit, now) })
}

func (m *machine) due() {
	until, limit := m.soon(), rapid.IntRange(1, 5).Draw(m.T, "limit")
	m.both("due", func(_ int, s engine.Store) (any, error) {
		var (
			all  []engine.Due
			last engine.Due
		)
		for {
			page, err := s.Due(m.ctx(), last, until, limit)
			if err != nil || len(page) == 0 {
				return all, err
			}
			for _, last = range page {
				if last.Workspace == m.workspaces[0] || last.Workspace == m.workspaces[1] {
					all = append(all, last)
				}
			}
		}
	})
}

func (m *machine) find() {
	ws := m.workspace()
	q := engine.OperationQuery{
		Processing: pick(m, "of", "", "", m.processingID()), States: m.states(), Test: pick(m, "tests", false, false, true),
		Text: pick(m, "text", "", "", "a", "ete", "ЕЛ", "a b", "alphabeta"), Limit: rapid.IntRange(1, 5).Draw(m.T, "limit"),
	}
	if m.flip("from") {
		q.From = m.soon()
	}
	if m.flip("to") {
		q.To = m.soon()
	}
	m.both(fmt.Sprintf("finding %+v", q), func(_ int, s engine.Store) (any, error) {
		q := q
		var all []engine.Operation
		for {
			page, err := s.FindOperations(m.ctx(), ws, q)
			all = append(all, page.Operations...)
			if q.Cursor = page.Next; err != nil || q.Cursor == "" {
				return all, err
			}
		}
	})
}

func (m *machine) read() {
	ws, id, p := m.workspace(), m.id(), m.processingID()
	m.both("reading "+string(id), func(_ int, s engine.Store) (any, error) { return s.Operation(m.ctx(), ws, id) })
	m.both("steps of "+string(id), func(_ int, s engine.Store) (any, error) { return s.Steps(m.ctx(), ws, id) })
	m.both("unfinished of "+string(p), func(_ int, s engine.Store) (any, error) { return s.CountUnfinished(m.ctx(), ws, p) })
	m.both("versions of "+string(p), func(_ int, s engine.Store) (any, error) {
		of, all, err := s.CountVersions(m.ctx(), ws, p, 3)
		return []any{of, all}, err
	})
}
