package bolt

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"stanok/engine"
)

// memo remembers processings beside the records they were read from. A page that
// lists ten thousand of them would else unpack and decode as many documents. What a
// record says never changes with time, so a record of the same bytes is known
// without looking into it, and nothing must be told to the memo.
type memo struct {
	mu sync.Mutex
	of map[engine.WorkspaceID]*remembered
}

// remembered are the processings of a workspace. It is replaced, never altered.
type remembered struct {
	known  map[string]known    // by key
	sorted []engine.Processing // all of them by name, if all are known
}

// known is a processing and the record that says it.
type known struct {
	record     []byte
	processing engine.Processing
}

// memoBytes bounds the records that are remembered for a workspace; what is over
// is decoded each time.
const memoBytes = 64 << 20

// list reads all processings of a workspace, by name. Their documents are shared.
func (m *memo) list(e entities, tx *reading, ws engine.WorkspaceID) ([]engine.Processing, error) {
	m.mu.Lock()
	before := m.of[ws]
	m.mu.Unlock()
	if before != nil && before.stands(tx, ws) {
		return slices.Clone(before.sorted), nil
	}
	after, whole, err := before.anew(e, tx, ws)
	if err != nil {
		return nil, err
	}
	all := after.sorted
	if !whole {
		after.sorted = nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = map[engine.WorkspaceID]*remembered{}
	}
	m.of[ws] = after
	return slices.Clone(all), nil
}

// stands reports whether nothing is stored but what is known.
func (r *remembered) stands(tx *reading, ws engine.WorkspaceID) bool {
	prefix, n := within(ws), 0
	c := processingBucket.of(tx.Tx).Cursor()
	for key, record := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, record = c.Next() {
		if !bytes.Equal(r.known[string(key)].record, record) {
			return false
		}
		n++
	}
	return n == len(r.sorted)
}

// anew reads what is stored, and decodes what of it is not known. It tells whether
// there was room to know the whole of it.
func (r *remembered) anew(e entities, tx *reading, ws engine.WorkspaceID) (after *remembered, whole bool, err error) {
	if r == nil {
		r = &remembered{}
	}
	size, prefix := 0, within(ws)
	after = &remembered{known: make(map[string]known, len(r.known)), sorted: make([]engine.Processing, 0, len(r.sorted)+1)}
	c := processingBucket.of(tx.Tx).Cursor()
	for key, record := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, record = c.Next() {
		one := r.known[string(key)]
		if !bytes.Equal(one.record, record) {
			if one, err = learn(e, tx, key, record); err != nil {
				return nil, false, err
			}
		}
		if size += len(record); size <= memoBytes {
			after.known[string(key)] = one
		}
		after.sorted = append(after.sorted, one.processing)
	}
	slices.SortFunc(after.sorted, func(a, b engine.Processing) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return after, size <= memoBytes, nil
}

func learn(e entities, tx *reading, key, record []byte) (known, error) {
	one := known{record: slices.Clone(record)}
	payload, err := tx.opened(key, record)
	if err != nil {
		return one, damaged(processingBucket, err)
	}
	return one, e.decode(processingBucket, payload, &one.processing)
}
