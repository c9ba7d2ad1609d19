package bolt

import (
	"context"
	"time"

	"stanok/engine"
)

// ListNotices is engine.Alerts.
func (s *Store) ListNotices(_ context.Context, limit int) (all []engine.Notice, err error) {
	if limit <= 0 {
		return nil, nil
	}
	err = s.view(func(tx *reading) error {
		return each(s.entities, tx, noticeBucket, nil, func(_ []byte, n engine.Notice) bool {
			all = append(all, n)
			return len(all) < limit
		})
	})
	return all, err
}

// Alert is engine.Alerts.
func (s *Store) Alert(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) (a engine.Alert, err error) {
	err = s.view(func(tx *reading) error {
		_, err := s.entities.read(tx, alertBucket, inWorkspace(ws, id), &a)
		return err
	})
	return a, err
}

// ListAlerts is engine.Alerts.
func (s *Store) ListAlerts(_ context.Context, ws engine.WorkspaceID) (all []engine.Alert, err error) {
	err = s.view(func(tx *reading) error {
		return each(s.entities, tx, alertBucket, within(ws), func(_ []byte, a engine.Alert) bool {
			if a.Open() || a.Untold > 0 {
				all = append(all, a)
			}
			return true
		})
	})
	return all, err
}

// PutAlert is engine.Alerts.
func (s *Store) PutAlert(_ context.Context, ws engine.WorkspaceID, a engine.Alert, taken []engine.Notice, letters ...engine.Letter) error {
	c := s.newChange()
	if err := c.entity(s.entities, alertBucket, inWorkspace(ws, a.Processing), &a); err != nil {
		return err
	}
	for _, n := range taken {
		if n.Workspace == ws {
			c.delete(noticeBucket, noticeKey(n.ID, ws))
		}
	}
	for _, l := range letters {
		if err := c.entity(s.entities, letterBucket, letterKey(l), &l); err != nil {
			return err
		}
	}
	return s.write(c)
}

// ListLetters is engine.Alerts.
func (s *Store) ListLetters(_ context.Context, now time.Time, limit int) (all []engine.Letter, err error) {
	err = s.view(func(tx *reading) error {
		return each(s.entities, tx, letterBucket, nil, func(_ []byte, l engine.Letter) bool {
			if len(all) < limit && !now.Before(l.NextTry) {
				all = append(all, l)
			}
			return len(all) < limit
		})
	})
	return all, err
}

// PutLetter is engine.Alerts.
func (s *Store) PutLetter(_ context.Context, l engine.Letter) error {
	c := s.newChange()
	if err := c.entity(s.entities, letterBucket, letterKey(l), &l); err != nil {
		return err
	}
	return s.write(c)
}

// DeleteLetter is engine.Alerts.
func (s *Store) DeleteLetter(_ context.Context, l engine.Letter) error {
	c := s.newChange()
	c.delete(letterBucket, letterKey(l))
	return s.write(c)
}

// letterKey is the letter's id. The byte before it makes it a key whatever it is.
func letterKey(l engine.Letter) []byte { return append([]byte{'l'}, l.ID...) }
