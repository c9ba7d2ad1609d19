package storetest

import (
	"encoding/json"
	"fmt"

	"pgregory.net/rapid"

	"stanok/engine"
)

func (m *machine) processing() {
	ws, id := m.workspace(), m.processingID()
	p := engine.Processing{ID: id, Name: pick(m, "name", "b", "a"), Token: fmt.Sprint(ws, id)}
	if stored, err := m.pair[1].Processing(m.ctx(), ws, id); err == nil && !m.flip("stale") {
		p.Revision, p.Latest = stored.Revision, stored.Latest
	}
	var d *engine.Definition
	if m.flip("version") {
		p.Latest++
		d = &engine.Definition{Version: p.Latest + pick(m, "skew", 0, 0, 1), Name: p.Name}
	}
	var edits []engine.Edit
	for range rapid.IntRange(0, 3).Draw(m.T, "edits") {
		size := pick(m, "size", 0, 10, 100)
		edits = append(edits, engine.Edit{ID: p.Name, Kind: "set", After: raw(size)})
	}
	m.both("putting "+string(id), func(_ int, s engine.Store) (any, error) { return s.PutProcessing(m.ctx(), ws, p, d, edits...) })
	after, limit := int64(rapid.IntRange(0, 9).Draw(m.T, "after")), rapid.IntRange(0, 4).Draw(m.T, "limit")
	m.both("edits of "+string(id), func(_ int, s engine.Store) (any, error) { return s.ListEdits(m.ctx(), ws, id, after, limit) })
	m.both("definitions of "+string(id), func(_ int, s engine.Store) (any, error) { return s.ListDefinitions(m.ctx(), ws, id) })
	m.both("processings", func(_ int, s engine.Store) (any, error) { return s.ListProcessings(m.ctx(), ws) })
	m.both("link", func(_ int, s engine.Store) (any, error) {
		ws, id, err := s.Link(m.ctx(), p.Token)
		return []any{ws, id}, err
	})
	sample := engine.Sample{Verdict: p.Name}
	m.both("sampling", func(_ int, s engine.Store) (any, error) { return nil, s.AddSample(m.ctx(), ws, id, sample) })
	m.both("samples", func(_ int, s engine.Store) (any, error) { return s.ListSamples(m.ctx(), ws, id) })
}

func (m *machine) deleteProcessing() {
	if pick(m, "spare", true, true, false) {
		m.Skip("spared")
	}
	ws, id, now := m.workspace(), m.processingID(), m.now()
	m.both("deleting "+string(id), func(_ int, s engine.Store) (any, error) { return nil, s.DeleteProcessing(m.ctx(), ws, id, now) })
}

func (m *machine) connection() {
	ws, id := m.workspace(), engine.ConnectionID(pick(m, "connection", "c", "d"))
	if pick(m, "delete", false, false, true) {
		m.both("deleting "+string(id), func(_ int, s engine.Store) (any, error) { return nil, s.DeleteConnection(m.ctx(), ws, id) })
		return
	}
	stored, _ := m.pair[1].Connection(m.ctx(), ws, id)
	c := connection(id, pick(m, "name", "CRM", "mail"), stored.Version+pick(m, "next", 1, 1, 2))
	m.both("connecting "+string(id), func(_ int, s engine.Store) (any, error) { return nil, s.PutConnection(m.ctx(), ws, c) })
	m.both("named "+c.Name, func(_ int, s engine.Store) (any, error) { return s.ConnectionByName(m.ctx(), ws, c.Name) })
	m.both("connections", func(_ int, s engine.Store) (any, error) { return s.ListConnections(m.ctx(), ws) })
}

func (m *machine) increment() {
	ws, p, key := m.workspace(), m.processingID(), m.key()
	by, step := int64(rapid.IntRange(-3, 3).Draw(m.T, "by")), fmt.Sprint("step ", rapid.IntRange(0, 9).Draw(m.T, "step"))
	m.both("incrementing", func(_ int, s engine.Store) (any, error) { return s.Increment(m.ctx(), ws, p, key, by, step) })
}

func (m *machine) remember() {
	ws, p, key := m.workspace(), m.processingID(), m.key()
	raw := json.RawMessage(pick(m, "value", `1`, `-7`, `"x"`, `{}`, `nonsense`))
	m.both("recalling", func(_ int, s engine.Store) (any, error) {
		raw, found, err := s.Recall(m.ctx(), ws, p, key)
		return []any{raw, found}, err
	})
	m.both("remembering", func(_ int, s engine.Store) (any, error) { return nil, s.Remember(m.ctx(), ws, p, key, raw) })
}

func (m *machine) seize() {
	ws, p, key, owner := m.workspace(), m.processingID(), fmt.Sprint(rapid.IntRange(0, 9).Draw(m.T, "key")), m.id()
	now, until := m.now(), m.soon()
	m.both("seizing "+key, func(_ int, s engine.Store) (any, error) { return s.Seize(m.ctx(), ws, p, key, owner, now, until) })
	later := m.soon()
	m.both("who has "+key, func(_ int, s engine.Store) (any, error) { return s.Holder(m.ctx(), ws, p, key, later) })
}

func (m *machine) alert() {
	ws, p := m.workspace(), m.processingID()
	notices := func(_ int, s engine.Store) (any, error) {
		all, err := s.ListNotices(m.ctx(), 1<<20)
		return m.mine(all), err
	}
	m.both("notices", notices)
	a := engine.Alert{Processing: p, Untold: rapid.IntRange(0, 1).Draw(m.T, "untold")}
	l := engine.Letter{ID: fmt.Sprint(ws, m.key()), Workspace: ws, NextTry: m.soon(), Attempt: m.made}
	take, now := m.flip("take"), m.now()
	m.both("alerting", func(_ int, s engine.Store) (any, error) {
		var taken []engine.Notice
		if all, err := s.ListNotices(m.ctx(), 1<<20); err == nil && take {
			taken = all
		}
		return nil, s.PutAlert(m.ctx(), ws, a, taken, l)
	})
	m.both("notices", notices)
	m.both("alerts", func(_ int, s engine.Store) (any, error) { return s.ListAlerts(m.ctx(), ws) })
	m.both("letters", func(_ int, s engine.Store) (any, error) {
		all, err := s.ListLetters(m.ctx(), now, 1<<20)
		var mine []engine.Letter
		for _, one := range all {
			if one.Workspace == m.workspaces[0] || one.Workspace == m.workspaces[1] {
				mine = append(mine, one)
			}
		}
		return mine, err
	})
}

// mine leaves of the notices those of this run's workspaces, without the ids
// that stores choose.
func (m *machine) mine(all []engine.Notice) (mine []engine.Notice) {
	for _, n := range all {
		if n.Workspace == m.workspaces[0] || n.Workspace == m.workspaces[1] {
			n.ID = ""
			mine = append(mine, n)
		}
	}
	return mine
}

func (m *machine) token() {
	ws, t := m.workspace(), engine.Token{ID: pick(m, "token", "t", "u")}
	copy(t.Hash[:], fmt.Sprint(m.workspaces[0], rapid.IntRange(0, 3).Draw(m.T, "hash")))
	if pick(m, "delete", false, false, true) {
		m.both("deleting", func(_ int, s engine.Store) (any, error) { return nil, s.DeleteToken(m.ctx(), ws, t.ID) })
	} else {
		m.both("putting", func(_ int, s engine.Store) (any, error) { return nil, s.PutToken(m.ctx(), ws, t) })
	}
	m.both("tokens", func(_ int, s engine.Store) (any, error) { return s.ListTokens(m.ctx(), ws) })
	m.both("bearer", func(_ int, s engine.Store) (any, error) {
		ws, t, err := s.TokenByHash(m.ctx(), t.Hash)
		return []any{ws, t}, err
	})
}

func (m *machine) table() {
	ws, id := m.workspace(), engine.TableID(pick(m, "table", "t", "u"))
	if pick(m, "delete", false, false, true) {
		m.both("deleting "+string(id), func(_ int, s engine.Store) (any, error) { return nil, s.DeleteTable(m.ctx(), ws, id) })
		return
	}
	stored, _ := m.pair[1].Table(m.ctx(), ws, id)
	t := table(id, pick(m, "name", "Campaigns", "Cities"), stored.Version+pick(m, "next", 1, 1, 2))
	t.Rows = t.Rows[:pick(m, "rows", 0, 1, 2)]
	m.both("tabling "+string(id), func(_ int, s engine.Store) (any, error) { return nil, s.PutTable(m.ctx(), ws, t) })
	m.both("reading "+string(id), func(_ int, s engine.Store) (any, error) { return s.Table(m.ctx(), ws, id) })
	m.both("named "+t.Name, func(_ int, s engine.Store) (any, error) { return s.TableByName(m.ctx(), ws, t.Name) })
	m.both("tables", func(_ int, s engine.Store) (any, error) { return s.ListTables(m.ctx(), ws) })
}
