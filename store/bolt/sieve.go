package bolt

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"

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
	first  engine.OperationID
	n      int
	set    int // bits that are
	states uint16
	bits   [sieveBits / 64]uint64
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
	ws    engine.WorkspaceID
	id    engine.OperationID
	state byte
	at    []uint16
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
	s.n++
	s.states |= 1 << m.state
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

// lay puts strata below those there are.
func (s *strata) lay(made []*stratum) {
	late := s.late
	s.all, s.late = append(made, s.all...), nil
	for _, m := range late {
		s.add(m)
	}
}

// wanted is what the operations of a query have in common, for a sieve.
type wanted struct {
	states uint16
	at     []uint16
}

// wantedOf is nil for a query that no stratum could be passed over for.
func wantedOf(q engine.OperationQuery) *wanted {
	w := &wanted{at: grams(nil, []byte(engine.Fold(q.Text)))}
	for _, s := range q.States {
		w.states |= 1 << stateCode(s)
	}
	w.at = tokens(w.at, q.Cause, q.Node, q.Version, q.Source)
	if w.states == 0 {
		w.states = 1<<len(stateCodes) - 1
	}
	if len(w.at) == 0 && len(q.States) == 0 {
		return nil
	}
	return w
}

// pass tells from where on, going down from id, an operation may be one of those
// wanted. With may, all from first on may be; else none from first on is.
func (s *sieve) pass(ws engine.WorkspaceID, id engine.OperationID, w *wanted) (first engine.OperationID, may bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	one := s.of[ws]
	if one == nil {
		return "", true
	}
	i := one.find(id)
	if i < 0 {
		return "", true
	}
	if one.all[i].may(w) {
		return one.all[i].first, true
	}
	for i > 0 && !one.all[i-1].may(w) {
		i--
	}
	return one.all[i].first, false
}

func (s *stratum) may(w *wanted) bool {
	if s.states&w.states == 0 {
		return false
	}
	for _, at := range w.at {
		if s.bits[at/64]&(1<<(at%64)) == 0 {
			return false
		}
	}
	return true
}

// grams are the places of a text's pieces of four bytes.
func grams(at []uint16, text []byte) []uint16 {
	if len(text) < 4 {
		return at
	}
	h := uint32(text[0])<<8 | uint32(text[1])<<16 | uint32(text[2])<<24
	for _, b := range text[3:] {
		h = h>>8 | uint32(b)<<24
		at = append(at, uint16(h*2654435761>>16))
	}
	return at
}

// tokens are the places of what queries ask for besides text.
func tokens(at []uint16, cause string, node engine.NodeID, version int, source string) []uint16 {
	for i, s := range [...]string{cause, string(node), source} {
		if s != "" {
			at = append(at, place(byte(i), s))
		}
	}
	if version != 0 {
		at = append(at, uint16(bits.Reverse32(uint32(version)*2654435761)))
	}
	return at
}

func place(kind byte, s string) uint16 {
	h := uint32(2166136261) ^ uint32(kind)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return uint16(h>>16 ^ h)
}

// markOf is what a sieve learns of a settled row that is encoded as payload.
func markOf(ws engine.WorkspaceID, op *engine.Operation, payload []byte) mark {
	m := mark{ws: ws, id: op.ID, state: stateCode(op.State)}
	if g, ok := glanceAt(payload); ok {
		m.at = grams(make([]uint16, 0, len(g.text)+4), g.text)
	}
	node := engine.NodeID("")
	if op.Failure != nil {
		node = op.Failure.Node
	}
	m.at = tokens(m.at, op.Failure.Cause(), node, op.Version, op.Event.Source)
	return m
}
