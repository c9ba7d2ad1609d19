package bolt

import (
	"encoding/binary"
	"time"
)

// How often the size is noted, and how long that is remembered: how fast the
// history grows is told from it.
const (
	paceEvery = time.Hour
	paceKept  = 7 * 24 * time.Hour
)

// paceKey is where the sizes are, in the meta bucket: pairs of a time and a size,
// oldest first.
var paceKey = []byte("pace")

type sizeAt struct {
	at   time.Time
	live int64
}

// notePace notes how large the store is now, if it is time.
func (s *Store) notePace(now time.Time) error {
	sizes, err := s.sizes()
	if err != nil || len(sizes) > 0 && now.Sub(sizes[len(sizes)-1].at) < paceEvery {
		return err
	}
	live, err := s.Size()
	if err != nil {
		return err
	}
	sizes = append(sizes, sizeAt{now, live})
	var b []byte
	for _, one := range sizes {
		if age := now.Sub(one.at); age >= 0 && age <= paceKept {
			b = binary.BigEndian.AppendUint64(appendStamp(b, one.at), uint64(one.live))
		}
	}
	c := s.newChange()
	c.put(metaBucket, paceKey, b)
	return s.write(c)
}

func (s *Store) sizes() (sizes []sizeAt, err error) {
	err = s.view(func(tx *reading) error {
		payload, err := metaBucket.get(tx, paceKey)
		for r := (reader{rest: payload}); len(r.rest) >= 16; {
			sizes = append(sizes, sizeAt{r.time(), int64(r.number())})
		}
		return err
	})
	return sizes, err
}

// pace is by how much the store has grown in the time for which that is known.
func (s *Store) pace(now time.Time, live int64) (grown int64, in time.Duration, err error) {
	sizes, err := s.sizes()
	if err != nil || len(sizes) == 0 {
		return 0, 0, err
	}
	return live - sizes[0].live, now.Sub(sizes[0].at), nil
}
