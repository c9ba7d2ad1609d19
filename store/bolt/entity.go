package bolt

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// entities encodes what is written seldom, by the names of its fields. It
// refuses what holds a field it does not know, so that no field of a later
// program is lost by writing such a thing again.
type entities struct {
	enc cbor.EncMode
	dec cbor.DecMode
}

func newEntities() (entities, error) {
	enc, err := cbor.EncOptions{Time: cbor.TimeRFC3339NanoUTC, Sort: cbor.SortBytewiseLexical}.EncMode()
	if err != nil {
		return entities{}, fmt.Errorf("setting up the encoding: %w", err)
	}
	dec, err := cbor.DecOptions{
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField, DupMapKey: cbor.DupMapKeyEnforcedAPF,
		MaxArrayElements: 1 << 20, MaxMapPairs: 1 << 20,
	}.DecMode()
	if err != nil {
		return entities{}, fmt.Errorf("setting up the decoding: %w", err)
	}
	return entities{enc, dec}, nil
}

// read reads a record into v, and reports whether it is there.
func (e entities) read(tx *reading, in bucket, key []byte, v any) (bool, error) {
	payload, err := in.get(tx, key)
	if payload == nil || err != nil {
		return false, err
	}
	return true, e.decode(in, payload, v)
}

func (e entities) decode(in bucket, payload []byte, v any) error {
	if err := e.dec.Unmarshal(payload, v); err != nil {
		return damaged(in, err)
	}
	return nil
}

// each decodes every record whose key begins with prefix, in order, until do
// returns false.
func each[T any](e entities, tx *reading, in bucket, prefix []byte, do func(key []byte, v T) bool) error {
	return in.scan(tx, prefix, func(key, payload []byte) (bool, error) {
		var v T
		if err := e.decode(in, payload, &v); err != nil {
			return false, err
		}
		return do(key, v), nil
	})
}

// list decodes every record whose key begins with prefix.
func list[T any](s *Store, in bucket, prefix []byte) (all []T, err error) {
	err = s.view(func(tx *reading) error {
		return each(s.entities, tx, in, prefix, func(_ []byte, v T) bool {
			all = append(all, v)
			return true
		})
	})
	return all, err
}

// one decodes the record under a key, which is not found under a code.
func one[T any](s *Store, in bucket, key []byte, code string) (v T, err error) {
	err = s.view(func(tx *reading) error {
		found, err := s.entities.read(tx, in, key, &v)
		if err == nil && !found {
			return notFound(code)
		}
		return err
	})
	return v, err
}
