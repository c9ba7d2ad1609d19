package bolt

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
)

// Bounds of a page of operations.
const (
	pageDefault = 50
	pageMax     = 500
	pageRows    = 50_000 // looked at for one page; more are for the next
	countParts  = 5      // one such part of that for a count,
	searchParts = 10     // one such part for a count of what has a text,
	blindParts  = 10     // and one such part where the sieve is no help yet
)

// clockSlack is how far the order of ids may be from that of Created: the clock
// may have been set back.
const clockSlack = 24 * time.Hour

// FindOperations is engine.Operations.
func (s *Store) FindOperations(ctx context.Context, ws engine.WorkspaceID, q engine.OperationQuery) (page engine.OperationPage, err error) {
	s.unread.wait()
	err = s.view(func(tx *reading) error {
		f := s.finder(ctx, tx, ws, q)
		page, err = f.page()
		return err
	})
	return page, err
}

// CountOperations is engine.Operations.
func (s *Store) CountOperations(ctx context.Context, ws engine.WorkspaceID, q engine.OperationQuery, most int) (n int, all bool, err error) {
	s.unread.wait()
	q.Newer = ""
	err = s.view(func(tx *reading) error {
		n, all, err = s.finder(ctx, tx, ws, q).count(most)
		return err
	})
	return n, all, err
}

// finder walks through the operations of a query, newest first: through the
// live ones and the settled ones side by side.
type finder struct {
	ctx     context.Context
	store   *Store
	tx      *reading
	ws      engine.WorkspaceID
	q       engine.OperationQuery
	text    []byte
	from    int64
	to      int64
	oldest  int64   // no row created before it is looked for
	up      bool    // from the oldest to the newest
	wanted  *wanted // what may be passed over; nil for nothing
	blind   bool    // the sieve does not know these operations yet
	counts  bool    // nothing but how many there are is asked for
	sifted  []byte  // settled operations from here on are to be looked at; nil for none yet
	rows    *bbolt.Bucket
	live    walk
	settled walk
}

// walk is one bucket's part of a finder's way, from the greatest key down.
type walk struct {
	in     bucket
	cursor *bbolt.Cursor
	prefix []byte
	key    []byte // nil at the end
	record []byte
	up     bool // from the least key up
}

func (s *Store) finder(ctx context.Context, tx *reading, ws engine.WorkspaceID, q engine.OperationQuery) *finder {
	f := &finder{
		ctx: ctx, store: s, tx: tx, ws: ws, q: q, text: []byte(engine.Fold(q.Text)),
		from: stamp(q.From), to: stamp(q.To), rows: settledBucket.of(tx.Tx), oldest: never, up: q.Newer != "",
	}
	if !f.up {
		f.wanted = wantedOf(q)
	}
	begin := func(w *walk, in bucket, prefix []byte) {
		if f.up {
			w.rise(tx, in, prefix, string(q.Newer))
		} else {
			w.begin(tx, in, prefix, q.Cursor)
		}
	}
	if !q.From.IsZero() {
		f.oldest = stamp(q.From.Add(-clockSlack))
	}
	wants := func(which func(engine.State) bool) bool {
		return len(q.States) == 0 || slices.ContainsFunc(q.States, which)
	}
	if wants(func(s engine.State) bool { return !settled(s) }) && s.lives(ws, q.Processing) {
		begin(&f.live, liveBucket, within(ws))
	}
	if wants(settled) {
		if q.Processing == "" {
			begin(&f.settled, settledBucket, within(ws))
		} else {
			begin(&f.settled, ofBucket, inProcessing(ws, q.Processing))
		}
	}
	return f
}

// lives reports whether a processing, or any if it is "", may have live
// operations: among many of others it would take long to find none.
func (s *Store) lives(ws engine.WorkspaceID, id engine.ProcessingID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return id == "" || s.live.counts[countKey{ws, id}] > 0
}

// page collects what is on the page.
func (f *finder) page() (page engine.OperationPage, err error) {
	limit := min(cmp.Or(max(f.q.Limit, 0), pageDefault), pageMax)
	var previous engine.OperationID
	for looked := 0; ; looked++ {
		w := f.next()
		if w == nil {
			return page, nil
		}
		if looked%1024 == 0 && f.ctx.Err() != nil {
			return page, context.Cause(f.ctx)
		}
		id := engine.OperationID(w.id())
		if f.enough(looked) {
			page.Next = string(previous)
			return page, nil
		}
		previous = id
		g, matched, err := f.matches(w)
		if err != nil {
			return page, err
		}
		if g.created < f.oldest && !f.up {
			return page, nil
		}
		if matched {
			op, err := f.operation(g, id)
			if err != nil {
				return page, err
			}
			if f.q.Fits(op) {
				if len(page.Operations) == limit {
					page.Next = string(page.Operations[limit-1].ID)
					return page, nil
				}
				page.Operations = append(page.Operations, op)
			}
		}
		w.step()
	}
}

// count is how many operations the query has, at most so many.
func (f *finder) count(most int) (n int, all bool, err error) {
	f.counts = len(f.text) == 0 && !f.q.Narrow()
	parts := countParts
	if len(f.text) > 0 {
		parts = searchParts
	}
	for looked := 0; ; looked++ {
		w := f.next()
		if w == nil {
			return n, true, nil
		}
		if looked%1024 == 0 && f.ctx.Err() != nil {
			return n, false, context.Cause(f.ctx)
		}
		if f.enough(parts * looked) {
			return n, false, nil
		}
		g, matched, err := f.matches(w)
		if err != nil {
			return n, false, err
		}
		if g.created < f.oldest {
			return n, true, nil
		}
		if matched && f.q.Narrow() {
			op, err := f.operation(g, engine.OperationID(w.id()))
			if err != nil {
				return n, false, err
			}
			matched = f.q.Fits(op)
		}
		if matched {
			if n == most {
				return n, false, nil
			}
			n++
		}
		w.step()
	}
}

// enough reports whether so many rows are all that are looked at now.
func (f *finder) enough(looked int) bool {
	return looked >= f.store.pageRows || f.blind && blindParts*looked >= f.store.pageRows
}

// next is the walk that is at the next operation, or nil at the end.
func (f *finder) next() *walk {
	f.sift()
	switch {
	case f.settled.key == nil && f.live.key == nil:
		return nil
	case f.settled.key == nil:
		return &f.live
	case f.live.key == nil || bytes.Compare(f.settled.id(), f.live.id()) > 0 != f.up:
		return &f.settled
	}
	return &f.live
}

// matches looks whether the operation a walk is at is one of those asked for.
func (f *finder) matches(w *walk) (g glance, matched bool, err error) {
	payload, err := f.tx.opened(w.key, w.record)
	if err != nil {
		return f.sick(w, damaged(w.in, err))
	}
	if w.in == ofBucket {
		if g, matched = glanceOf(payload); !matched {
			return f.sick(w, damaged(w.in, errCut))
		}
		if !f.suits(&g) || f.counts {
			return g, f.suits(&g), nil
		}
		return f.row(w)
	}
	g, ok := glanceAt(payload)
	if !ok {
		return f.sick(w, damaged(w.in, errCut))
	}
	if w.in == liveBucket && f.store.leased(f.ws, engine.OperationID(w.id())) {
		g.state = engine.Running
	}
	return g, f.suits(&g) && f.could(&g) && f.mentions(&g) && (f.q.Processing == "" || string(g.processing) == string(f.q.Processing)), nil
}

// row reads the row that an index entry is about.
func (f *finder) row(w *walk) (g glance, matched bool, err error) {
	key := inWorkspace(f.ws, string(w.id()))
	payload, err := f.tx.opened(key, f.rows.Get(key))
	if err != nil {
		return f.sick(w, damaged(settledBucket, err))
	}
	g, ok := glanceAt(payload)
	if !ok {
		return f.sick(w, damaged(settledBucket, errCut))
	}
	return g, f.could(&g) && f.mentions(&g), nil
}

// could reports whether a row may be one that OperationQuery.Fits lets through, by
// its beginning alone.
func (f *finder) could(g *glance) bool {
	if (f.q.Cause != "" || f.q.Node != "") && g.flags&(1<<failureBit) == 0 {
		return false
	}
	if f.q.Longer > 0 && (g.finished == never || time.Duration(g.finished-g.created) < f.q.Longer) {
		return false
	}
	if f.q.Version == 0 {
		return true
	}
	version, ok := g.version()
	return !ok || version == f.q.Version // what is cut short is found when it is read
}

func (f *finder) suits(g *glance) bool {
	return g.test == f.q.Test &&
		(len(f.q.States) == 0 || slices.Contains(f.q.States, g.state)) &&
		g.created >= f.from && (f.to == never || g.created < f.to)
}

func (f *finder) mentions(g *glance) bool { return len(f.text) == 0 || bytes.Contains(g.text, f.text) }

// operation decodes a row that was found.
func (f *finder) operation(g glance, id engine.OperationID) (engine.Operation, error) {
	if g.isSick() {
		return f.sickOperation(id), nil
	}
	found, ok := g.read(id)
	if !ok {
		return engine.Operation{}, damaged(settledBucket, errCut)
	}
	op := found.Operation
	op.Reply = nil
	if op.State == engine.Running {
		op.WakeAt = time.Time{}
	}
	return op, nil
}

// glanceOf reads an entry of the index by processing.
func glanceOf(payload []byte) (g glance, ok bool) {
	r := reader{rest: payload}
	code := r.byte()
	if int(code) >= len(stateCodes) {
		return g, false
	}
	g.state, g.test = stateCodes[code], r.byte()&(1<<testBit) != 0
	g.created = int64(r.number())
	return g, !r.bad
}

// begin goes to the greatest key that begins with prefix and whose id is less
// than below, if that is not empty.
func (w *walk) begin(tx *reading, in bucket, prefix []byte, below string) {
	w.in, w.cursor, w.prefix = in, in.of(tx.Tx).Cursor(), prefix
	end := upTo(prefix)
	if below != "" {
		end = append(bytes.Clone(prefix), below...)
	}
	w.key, w.record = last(w.cursor, end)
	w.within()
}

// rise goes to the least key that begins with prefix and whose id is greater than
// above; steps then lead upwards.
func (w *walk) rise(tx *reading, in bucket, prefix []byte, above string) {
	w.in, w.cursor, w.prefix, w.up = in, in.of(tx.Tx).Cursor(), prefix, true
	from := append(bytes.Clone(prefix), above...)
	if w.key, w.record = w.cursor.Seek(from); bytes.Equal(w.key, from) {
		w.key, w.record = w.cursor.Next()
	}
	w.within()
}

func (w *walk) step() {
	if w.up {
		w.key, w.record = w.cursor.Next()
	} else {
		w.key, w.record = w.cursor.Prev()
	}
	w.within()
}

func (w *walk) within() {
	if !bytes.HasPrefix(w.key, w.prefix) {
		w.key = nil
	}
}

func (w *walk) id() []byte { return w.key[len(w.prefix):] }
