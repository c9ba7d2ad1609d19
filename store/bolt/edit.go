package bolt

import (
	"bytes"
	"context"
	"encoding/binary"

	"stanok/engine"
)

// An edit's key ends in its number and its size, so that what is over the
// bounds is found without reading the edits.
const (
	editNumber = 8
	editTail   = editNumber + 4
)

func editKey(ws engine.WorkspaceID, p engine.ProcessingID, e *engine.Edit) []byte {
	key := binary.BigEndian.AppendUint64(inProcessing(ws, p), uint64(e.Number))
	return binary.BigEndian.AppendUint32(key, uint32(e.Size()))
}

// log writes the edits that a processing was given, and removes the oldest over
// the bounds. The caller holds the processing's lock.
func (s *Store) log(c *change, ws engine.WorkspaceID, p *engine.Processing, edits []engine.Edit) error {
	if len(edits) == 0 {
		return nil
	}
	stored, err := s.editKeys(inProcessing(ws, p.ID))
	if err != nil {
		return err
	}
	var number int64
	if len(stored) > 0 {
		tail := stored[0][len(stored[0])-editTail:]
		number = int64(binary.BigEndian.Uint64(tail))
	}
	count, size := 0, 0
	for i := len(edits) - 1; i >= 0; i-- { // newest first
		e := edits[i]
		e.Number, e.Revision = number+int64(i)+1, p.Revision
		if size += e.Size(); count == engine.MaxEdits || size > engine.MaxEditBytes && count > 0 {
			break
		}
		count++
		if err := c.entity(s.entities, editBucket, editKey(ws, p.ID, &e), &e); err != nil {
			return err
		}
	}
	for _, key := range stored {
		size += int(binary.BigEndian.Uint32(key[len(key)-editTail+editNumber:]))
		if count == engine.MaxEdits || size > engine.MaxEditBytes {
			c.delete(editBucket, key)
			continue
		}
		count++
	}
	return nil
}

// editKeys lists the keys that begin with prefix, newest first.
func (s *Store) editKeys(prefix []byte) (all [][]byte, err error) {
	err = s.view(func(tx *reading) error {
		cur := editBucket.of(tx.Tx).Cursor()
		for k, _ := last(cur, upTo(prefix)); bytes.HasPrefix(k, prefix); k, _ = cur.Prev() {
			all = append(all, bytes.Clone(k))
		}
		return nil
	})
	return all, err
}

// ListEdits is engine.Processings.
func (s *Store) ListEdits(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, after int64, limit int) (all []engine.Edit, err error) {
	prefix := inProcessing(ws, id)
	err = s.view(func(tx *reading) error {
		cur := editBucket.of(tx.Tx).Cursor()
		for k, v := last(cur, upTo(prefix)); bytes.HasPrefix(k, prefix); k, v = cur.Prev() {
			payload, err := tx.opened(k, v)
			if err != nil {
				return damaged(editBucket, err)
			}
			var e engine.Edit
			if err := s.entities.decode(editBucket, payload, &e); err != nil {
				return err
			}
			if e.Revision <= after || limit > 0 && len(all) == limit {
				return nil
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}
