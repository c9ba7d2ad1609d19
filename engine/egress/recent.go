package egress

import "container/list"

// recent is a map that remembers the entries used last and forgets the others.
// It is not safe for concurrent use.
type recent[K comparable, V any] struct {
	max     int
	entries map[K]*list.Element
	order   *list.List // of *recentEntry[K, V], last used first
	dropped func(V)    // told of each entry forgotten for want of room; may be nil
}

type recentEntry[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](max int) *recent[K, V] {
	return &recent[K, V]{max: max, entries: map[K]*list.Element{}, order: list.New()}
}

func (r *recent[K, V]) find(k K) (v V, ok bool) {
	el, ok := r.entries[k]
	if !ok {
		return v, false
	}
	r.order.MoveToFront(el)
	return el.Value.(*recentEntry[K, V]).value, true
}

func (r *recent[K, V]) put(k K, v V) {
	if el, ok := r.entries[k]; ok {
		el.Value.(*recentEntry[K, V]).value = v
		r.order.MoveToFront(el)
		return
	}
	r.entries[k] = r.order.PushFront(&recentEntry[K, V]{k, v})
	if r.order.Len() <= r.max {
		return
	}
	last := r.order.Remove(r.order.Back()).(*recentEntry[K, V])
	delete(r.entries, last.key)
	if r.dropped != nil {
		r.dropped(last.value)
	}
}

func (r *recent[K, V]) remove(k K) {
	if el, ok := r.entries[k]; ok {
		r.order.Remove(el)
		delete(r.entries, k)
	}
}

func (r *recent[K, V]) each(f func(V)) {
	for _, el := range r.entries {
		f(el.Value.(*recentEntry[K, V]).value)
	}
}
