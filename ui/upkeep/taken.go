package upkeep

import "time"

// Taken is a backup that somebody takes, or took. It is no Work: any number may be
// taken at once, beside whatever is done to the data.
type Taken struct {
	By       string
	Began    time.Time
	Ended    time.Time // zero while it goes on
	Done, Of int64     // bytes of the data that are in it, and how many there are
	Sent     int64     // bytes of the backup, which is smaller
	Err      error     // why it broke off
}

// Take tells of a backup that begins. tell says how far it has come, and end that
// it is over: whole, or broken off for a reason.
func (d *Desk) Take(by string) (tell func(done, of, sent int64), end func(err error)) {
	t := &Taken{By: by, Began: d.clock.Now()}
	d.change(func() { d.taken = t })
	tell = func(done, of, sent int64) { d.change(func() { t.Done, t.Of, t.Sent = min(done, of), of, sent }) }
	return tell, func(err error) { d.change(func() { t.Ended, t.Err = d.clock.Now(), err }) }
}

// LastTaken is the backup that was begun last, if there was one since the start.
func (d *Desk) LastTaken() (Taken, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.taken == nil {
		return Taken{}, false
	}
	return *d.taken, true
}
