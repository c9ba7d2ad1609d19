package bolt

import (
	"bytes"
	"slices"
	"sync"

	"stanok/engine"
)

// memo remembers processings beside the records they were read from. A page that
// lists a thousand of them would else unpack and decode a thousand documents.
// What a record says never changes with time, so a record of the same bytes is
// known without looking into it, and nothing must be told to the memo.
type memo struct {
	mu sync.Mutex
	of map[engine.WorkspaceID]map[string]known // by key
}

// known is a processing and the record that says it.
type known struct {
	record     []byte
	processing engine.Processing
}

// memoBytes bounds the records that are remembered for a workspace; what is over
// is decoded each time.
const memoBytes = 32 << 20

// list reads all processings of a workspace.
func (m *memo) list(e entities, tx *reading, ws engine.WorkspaceID) ([]engine.Processing, error) {
	m.mu.Lock()
	before := m.of[ws]
	m.mu.Unlock()
	after, size, prefix := make(map[string]known, len(before)), 0, within(ws)
	all := make([]engine.Processing, 0, len(before))
	c := processingBucket.of(tx.Tx).Cursor()
	for key, record := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, record = c.Next() {
		one := before[string(key)]
		if !bytes.Equal(one.record, record) {
			var err error
			if one, err = learn(e, tx, key, record); err != nil {
				return nil, err
			}
		}
		if size += len(record); size <= memoBytes {
			after[string(key)] = one
		}
		p := one.processing
		p.Draft = slices.Clone(p.Draft)
		all = append(all, p)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = map[engine.WorkspaceID]map[string]known{}
	}
	m.of[ws] = after
	return all, nil
}

func learn(e entities, tx *reading, key, record []byte) (known, error) {
	one := known{record: slices.Clone(record)}
	payload, err := tx.opened(key, record)
	if err != nil {
		return one, damaged(processingBucket, err)
	}
	return one, e.decode(processingBucket, payload, &one.processing)
}
