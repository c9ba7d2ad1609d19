package bolt

import (
	"context"

	"stanok/engine"
)

// CountVersions is engine.Operations. Of a row it reads no more than it must:
// a processing may have a hundred thousand of them.
func (s *Store) CountVersions(ctx context.Context, ws engine.WorkspaceID, id engine.ProcessingID, most int) (of map[int]engine.VersionCount, all bool, err error) {
	s.unread.wait()
	of = map[int]engine.VersionCount{}
	err = s.view(func(tx *reading) error {
		f := s.finder(ctx, tx, ws, engine.OperationQuery{Processing: id})
		for found, looked := 0, 0; ; looked++ {
			w := f.next()
			if all = w == nil; all {
				return nil
			}
			if looked%1024 == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			g, matched, err := f.matches(w)
			if err != nil {
				return err
			}
			if matched && found == most {
				return nil
			}
			if matched {
				version, ok := g.version()
				if !ok {
					return damaged(settledBucket, errCut)
				}
				of[version] = of[version].Add(g.state)
				found++
			}
			w.step()
		}
	})
	return of, all, err
}

// version reads on to the version of a row.
func (g *glance) version() (n int, ok bool) {
	r := g.rest
	for range 2 { // what the event and the steps are found by
		values, some := r.countOrNone()
		if !some {
			continue
		}
		for range values {
			if size := r.uvarint(); size > 0 {
				r.take(size - 1)
			}
		}
	}
	return int(r.varint()), !r.bad
}
