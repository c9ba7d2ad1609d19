package eval

import (
	"hash/maphash"
	"slices"
)

// shapes are the orders of keys that were seen, by which keys they are. In none
// of them is a key twice.
type shapes struct {
	seed   maphash.Seed
	orders map[uint64][][]string
}

// maxOrders bounds how many orders of the same keys are remembered.
const maxOrders = 8

// of is the same for the same keys in whatever order.
func (s shapes) of(keys func(func(string) bool)) uint64 {
	var sum uint64
	for key := range keys {
		sum += maphash.String(s.seed, key)
	}
	return sum
}

// find returns the slice in which an order of keys is remembered.
func (s shapes) find(keys []string) ([]string, bool) {
	for _, known := range s.orders[s.of(slices.Values(keys))] {
		if slices.Equal(known, keys) {
			return known, true
		}
	}
	return nil, false
}

// keep remembers an order of keys, and returns the slice that has it.
func (s shapes) keep(keys []string) []string {
	if known, ok := s.find(keys); ok {
		return known
	}
	shape := s.of(slices.Values(keys))
	if known := s.orders[shape]; len(known) < maxOrders {
		s.orders[shape] = append(known, keys)
	}
	return keys
}

// same reports whether keys are those of an object.
func same(keys []string, object map[string]any) bool {
	if len(keys) != len(object) {
		return false
	}
	for _, key := range keys {
		if _, ok := object[key]; !ok {
			return false
		}
	}
	return true
}
