package bolt

import (
	"context"

	"stanok/engine"
)

// ListVigils is engine.Vigils.
func (s *Store) ListVigils(_ context.Context, ws engine.WorkspaceID) ([]engine.Vigil, error) {
	return list[engine.Vigil](s, vigilBucket, within(ws))
}

// PutVigil is engine.Vigils.
func (s *Store) PutVigil(_ context.Context, ws engine.WorkspaceID, v engine.Vigil, letters ...engine.Letter) error {
	c := s.newChange()
	if err := c.entity(s.entities, vigilBucket, inWorkspace(ws, v.Processing), &v); err != nil {
		return err
	}
	for _, l := range letters {
		if err := c.entity(s.entities, letterBucket, letterKey(l), &l); err != nil {
			return err
		}
	}
	return s.write(c)
}
