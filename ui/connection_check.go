package ui

import (
	"sync"
	"time"

	"stanok/engine"
)

// check is what came of trying a connection.
type check struct {
	version int // of the connection
	at      time.Time
	status  int
	failure *engine.Failure
}

// checks are the last of each connection since the program started.
type checks struct {
	mu sync.Mutex
	of map[engine.ConnectionID]check
}

// maxChecks bounds how many are remembered.
const maxChecks = 10_000

func (k *checks) note(c engine.Connection, status int, err error, at time.Time) {
	one := check{version: c.Version, at: at, status: status}
	if err != nil {
		one.failure = engine.FailureOf(err, at)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil || len(k.of) >= maxChecks {
		k.of = map[engine.ConnectionID]check{}
	}
	k.of[c.ID] = one
}

// last is the last check of a connection as it is now.
func (k *checks) last(id engine.ConnectionID, version int) (check, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	one, ok := k.of[id]
	return one, ok && one.version == version
}

// verdict is what a check says, as the end of the words' keys, and its look.
func (k check) verdict() (word, look string) {
	switch {
	case k.failure != nil && (k.failure.Code == "http.rejected" || k.failure.Args["status"] == "401" || k.failure.Args["status"] == "403"):
		return "refused", "fail"
	case k.failure != nil:
		return "failed", "fail"
	case k.status == 401 || k.status == 403:
		return "refused", "fail"
	case k.status == 429:
		return "slow", "warn"
	case k.status >= 500:
		return "broken", "fail"
	case k.status >= 400:
		return "absent", "warn"
	}
	return "answered", "ok"
}
