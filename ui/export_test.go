package ui

// What tests of this package look into.
var (
	Within   = within
	Distance = distance
	InASCII  = inASCII
)

// Known is of how many processings it is worked out what lists say.
func (u *UI) Known() int {
	u.digests.mu.Lock()
	defer u.digests.mu.Unlock()
	return len(u.digests.of)
}
