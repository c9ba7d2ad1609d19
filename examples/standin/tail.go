package standin

// tail keeps the latest values it was given and counts all of them. It is not
// safe for concurrent use: its owner's lock guards it.
type tail[T any] struct {
	limit int
	kept  []T
	total int
}

// add appends v and forgets the oldest values beyond the limit. They are
// dropped in blocks, so that one add costs the same however many are kept.
func (t *tail[T]) add(v T) {
	t.total++
	t.kept = append(t.kept, v)
	if len(t.kept) >= 2*t.limit {
		n := copy(t.kept, t.kept[len(t.kept)-t.limit:])
		clear(t.kept[n:])
		t.kept = t.kept[:n]
	}
}

// latest are the values kept, oldest first, at most limit of them. The slice
// is a view that the next add may change.
func (t *tail[T]) latest() []T {
	return t.kept[max(0, len(t.kept)-t.limit):]
}
