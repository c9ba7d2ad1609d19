package bolt

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"stanok/engine"
)

// sieve tells of stretches of settled operations that none of them can be what a
// search looks for, so that a search reads few rows of a million. It is in memory
// only, about 32 bytes an operation, and is filled in the background after a
// start, from the newest on: what it does not know yet is read. It never says no
// of what is there; of what was forgotten it may say yes.
type sieve struct {
	mu     sync.RWMutex
	of     map[engine.WorkspaceID]*strata
	ended  bool // what was there at the start has been read, or cannot be
	broken bool // it could not: nothing is passed over
}

// strata are those of a workspace, oldest first.
type strata struct {
	all  []*stratum
	late []mark // of ids older than all, while those are read
}

// stratum is a stretch of operations by id: those from first up to the next one's.
type stratum struct {
	first          engine.OperationID
	n              int
	set            int    // bits that are
	states         uint16 // of operations that are no tests
	tests          uint16 // of those that are
	oldest, newest int64  // by when they were created
	longest        time.Duration
	bits           [sieveBits / 64]uint64
}

// A stratum takes on no more operations when it has so many or when so much of it
// is filled, but so many at least.
const (
	sieveBits   = 1 << 16
	stratumMost = 256
	stratumFew  = 64
	stratumFull = sieveBits * 3 / 10
)

// mark is what a sieve learns of an operation.
type mark struct {
	ws      engine.WorkspaceID
	id      engine.OperationID
	state   byte
	test    bool
	created int64
	took    time.Duration
	at      []uint16
}

func newSieve() *sieve { return &sieve{of: map[engine.WorkspaceID]*strata{}} }

// add learns what is about to be written.
func (s *sieve) add(marks []mark) {
	if len(marks) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return
	}
	for _, m := range marks {
		one := s.of[m.ws]
		if one == nil {
			one = &strata{}
			if s.ended {
				one.all = []*stratum{{}}
			}
			s.of[m.ws] = one
		}
		one.add(m)
	}
}

// end says that nothing more will be read: all that there was has been, or it
// could not be.
func (s *sieve) end(whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.broken = true, !whole
	if !whole {
		clear(s.of)
		return
	}
	for _, one := range s.of {
		if len(one.all) == 0 { // it is new
			one.lay([]*stratum{{}})
		}
	}
}

func (s *strata) add(m mark) {
	i := s.find(m.id)
	if i < 0 {
		s.late = append(s.late, m)
		return
	}
	one := s.all[i]
	if i == len(s.all)-1 && one.full() && m.id > one.first {
		one = &stratum{first: m.id}
		s.all = append(s.all, one)
	}
	one.add(m)
}

// find is the stratum that an id belongs to; -1 if that is not known yet.
func (s *strata) find(id engine.OperationID) int {
	i, found := slices.BinarySearchFunc(s.all, id, func(one *stratum, id engine.OperationID) int { return cmp.Compare(one.first, id) })
	if found {
		return i
	}
	return i - 1
}

func (s *stratum) full() bool {
	return s.n >= stratumMost || s.n >= stratumFew && s.set >= stratumFull
}

func (s *stratum) add(m mark) {
	if s.n == 0 {
		s.oldest, s.newest = m.created, m.created
	}
	s.n++
	s.oldest, s.newest, s.longest = min(s.oldest, m.created), max(s.newest, m.created), max(s.longest, m.took)
	if m.test {
		s.tests |= 1 << m.state
	} else {
		s.states |= 1 << m.state
	}
	for _, at := range m.at {
		if bit := uint64(1) << (at % 64); s.bits[at/64]&bit == 0 {
			s.bits[at/64] |= bit
			s.set++
		}
	}
}

// below adds strata older than all that are known. Made is oldest first.
func (s *sieve) below(ws engine.WorkspaceID, made []*stratum) {
	if len(made) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.of[ws]
	if one == nil {
		one = &strata{}
		s.of[ws] = one
	}
	one.lay(made)
}

// lay puts strata below those there are. Marks of what is older still go on waiting.
func (s *strata) lay(made []*stratum) {
	late, older := s.late, s.late[:0]
	s.all, s.late = append(made, s.all...), nil
	for _, m := range late {
		if m.id < s.all[0].first {
			older = append(older, m)
		} else {
			s.add(m)
		}
	}
	clear(late[len(older):])
	s.late = older
}

// wanted is what the operations of a query have in common, for a sieve.
type wanted struct {
	states   uint16
	test     bool
	from, to int64 // created from then on and before then; never for no bound
	longer   time.Duration
	at       []uint16   // all of them
	one      [][]uint16 // all of one of them, unless there are none
}

func wantedOf(q engine.OperationQuery) *wanted {
	w := &wanted{test: q.Test, from: stamp(q.From), to: stamp(q.To), longer: q.Longer, at: grams(nil, []byte(engine.Fold(q.Text)))}
	w.at = tokens(w.at, q.Cause, q.Node, q.Version, q.Source)
	for _, s := range q.States {
		w.states |= 1 << stateCode(s)
		if q.Cause != "" {
			w.one = append(w.one, causeIn(nil, stateCode(s), q.Cause))
		}
	}
	if w.states == 0 {
		w.states = 1<<len(stateCodes) - 1
	}
	return w
}

// picky reports whether few operations of many may be wanted.
func (w *wanted) picky() bool { return len(w.at) > 0 || w.longer > 0 }

// pass tells from where on, going down from id, an operation may be one of those
// wanted. With may, all from first on may be; else none from first on is. Nothing
// is known of those that it has not learnt.
func (s *sieve) pass(ws engine.WorkspaceID, id engine.OperationID, w *wanted) (first engine.OperationID, may, known bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	one := s.of[ws]
	if one == nil {
		return "", true, s.ended && !s.broken
	}
	i := one.find(id)
	if i < 0 {
		return "", true, false
	}
	if one.all[i].may(w) {
		return one.all[i].first, true, true
	}
	for i > 0 && !one.all[i-1].may(w) {
		i--
	}
	return one.all[i].first, false, true
}

func (s *stratum) may(w *wanted) bool {
	states := s.states
	if w.test {
		states = s.tests
	}
	if states&w.states == 0 || s.longest < w.longer || s.newest < w.from || w.to != never && s.oldest >= w.to {
		return false
	}
	return s.has(w.at) && (len(w.one) == 0 || slices.ContainsFunc(w.one, s.has))
}

func (s *stratum) has(all []uint16) bool {
	for _, at := range all {
		if s.bits[at/64]&(1<<(at%64)) == 0 {
			return false
		}
	}
	return true
}

// grams are the places of a text's pieces: all of four bytes, and those of three
// that are letters, of which a stratum has few enough to tell.
func grams(at []uint16, text []byte) []uint16 {
	h, letters := uint32(0), 0
	for i, b := range text {
		h = h>>8 | uint32(b)<<24
		if i >= 3 {
			at = append(at, uint16(h*2654435761>>16))
		}
		if letters++; b < 'a' || b > 'z' {
			letters = 0
		}
		if letters >= 3 {
			at = spread(at, h>>8*2246822519)
		}
	}
	return at
}

// tokens are the places of what queries ask for besides text.
func tokens(at []uint16, cause string, node engine.NodeID, version int, source string) []uint16 {
	for i, s := range [...]string{cause, string(node), source} {
		if s != "" {
			at = spread(at, hashOf(byte(i), s))
		}
	}
	if version != 0 {
		at = spread(at, uint32(version)*2654435761)
	}
	return at
}

// causeIn is the place of a cause in operations of a state.
func causeIn(at []uint16, state byte, cause string) []uint16 {
	return spread(at, hashOf(16+state, cause))
}

// spread is three places for what is few: one alone is filled by chance too often.
func spread(at []uint16, h uint32) []uint16 {
	return append(at, uint16(h), uint16(h>>16), uint16(h*3266489917>>16))
}

func hashOf(kind byte, s string) uint32 {
	h := uint32(2166136261) ^ uint32(kind)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

// markOf is what a sieve learns of a settled row that is encoded as payload.
func markOf(ws engine.WorkspaceID, op *engine.Operation, payload []byte) mark {
	m := mark{ws: ws, id: op.ID, state: stateCode(op.State), test: op.Test, created: stamp(op.Created)}
	if !op.Finished.IsZero() {
		m.took = time.Duration(stamp(op.Finished) - m.created)
	}
	if g, ok := glanceAt(payload); ok {
		m.at = grams(make([]uint16, 0, 2*len(g.text)+16), g.text)
	}
	node := engine.NodeID("")
	if op.Failure != nil {
		node = op.Failure.Node
	}
	cause := op.Failure.Cause()
	if m.at = tokens(m.at, cause, node, op.Version, op.Event.Source); cause != "" {
		m.at = causeIn(m.at, m.state, cause)
	}
	return m
}
