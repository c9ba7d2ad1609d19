package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"time"
)

// UONKind is a kind of record. Each has its own sequence of ids: lead 5 and
// request 5 have nothing to do with each other.
type UONKind string

// The kinds a UON keeps.
const (
	UONRequest UONKind = "request" // заявка
	UONLead    UONKind = "lead"    // обращение
	UONUser    UONKind = "user"    // клиент, турист
)

// maxRecords bounds what a stand-in stores of one kind; beyond it the oldest go.
const maxRecords = 100_000

// uonRecords holds what was put or created, and generates the rest.
type uonRecords struct {
	empty bool

	mu     sync.Mutex
	stored map[UONKind]map[string]object // nil: removed
	order  map[UONKind][]string
	lastID map[UONKind]int
	fresh  map[string]freshness // by kind and id
}

type freshness struct {
	since time.Time
	reads int
}

func newUONRecords(empty bool) *uonRecords {
	return &uonRecords{
		empty:  empty,
		stored: map[UONKind]map[string]object{UONRequest: {}, UONLead: {}, UONUser: {}},
		order:  map[UONKind][]string{},
		lastID: map[UONKind]int{UONRequest: 200_000, UONLead: 100_000, UONUser: 300_000},
		fresh:  map[string]freshness{},
	}
}

func (s *uonRecords) put(kind UONKind, id string, record object) error {
	own, err := copied(record)
	if err != nil {
		return fmt.Errorf("storing %s %s: %w", kind, id, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stored[kind] == nil {
		return fmt.Errorf("storing %s: U-ON has no record %q", id, kind)
	}
	s.store(kind, id, own)
	return nil
}

// create gives a record the next id of its kind.
func (s *uonRecords) create(kind UONKind, record object, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID[kind]++
	id := strconv.Itoa(s.lastID[kind])
	record["id"] = s.lastID[kind]
	record["id_system"] = 500_000 + s.lastID[kind]
	s.store(kind, id, record)
	s.born(kind, id, now)
	return id
}

// update replaces fields of a record; false when there is no such record.
func (s *uonRecords) update(kind UONKind, id string, fields object) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.record(kind, id)
	if old == nil {
		return false
	}
	changed := maps.Clone(old)
	maps.Copy(changed, fields)
	s.store(kind, id, changed)
	return true
}

func (s *uonRecords) remove(kind UONKind, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stored[kind] != nil {
		s.store(kind, id, nil)
	}
}

// find generates outside of the lock: most reads under load are of records
// that nobody stored.
func (s *uonRecords) find(kind UONKind, id string) object {
	s.mu.Lock()
	r, known := s.stored[kind][id]
	s.mu.Unlock()
	if known || s.empty {
		return r
	}
	return generated(kind, id)
}

// all gives up to n generated records, oldest first, and then what was stored.
func (s *uonRecords) all(kind UONKind, n int) []object {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []object
	for i := range n {
		id := strconv.Itoa(firstListed + i)
		if _, stored := s.stored[kind][id]; !stored && !s.empty {
			found = append(found, generated(kind, id))
		}
	}
	for _, id := range s.order[kind] {
		if r := s.stored[kind][id]; r != nil {
			found = append(found, r)
		}
	}
	return found
}

// markBorn notes that a record is new: its client may not be there yet.
func (s *uonRecords) markBorn(kind UONKind, id string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.born(kind, id, now)
}

// isFresh counts a read and says whether it still comes too early.
func (s *uonRecords) isFresh(kind UONKind, id string, q UONQuirks, now time.Time) bool {
	if q.FreshReads <= 0 && q.FreshFor <= 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, known := s.fresh[string(kind)+id]
	if !known {
		f = s.born(kind, id, now)
	}
	f.reads++
	s.fresh[string(kind)+id] = f
	return f.reads <= q.FreshReads || now.Sub(f.since) < q.FreshFor
}

func (s *uonRecords) born(kind UONKind, id string, now time.Time) freshness {
	if len(s.fresh) >= maxRecords {
		clear(s.fresh)
	}
	f := freshness{since: now}
	s.fresh[string(kind)+id] = f
	return f
}

func (s *uonRecords) record(kind UONKind, id string) object {
	if r, known := s.stored[kind][id]; known {
		return r
	}
	if s.empty {
		return nil
	}
	return generated(kind, id)
}

func (s *uonRecords) store(kind UONKind, id string, r object) {
	if _, known := s.stored[kind][id]; !known {
		s.order[kind] = append(s.order[kind], id)
		if len(s.order[kind]) > maxRecords {
			delete(s.stored[kind], s.order[kind][0])
			s.order[kind] = s.order[kind][1:]
		}
	}
	s.stored[kind][id] = r
}

// copied goes through JSON, so that what a test keeps cannot change what is
// served, and numbers keep their digits.
func copied(record object) (own object, err error) {
	b, err := json.Marshal(record)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return own, d.Decode(&own)
}
