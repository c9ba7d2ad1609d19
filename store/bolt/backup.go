package bolt

import (
	"context"
	"fmt"
	"io"
)

// Backup writes a whole store as it is at one moment, while work goes on. It
// stops when ctx ends; what was written then is of no use. The copy is a file
// that Open opens.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	s.unread.wait()
	return s.view(func(tx *reading) error {
		_, err := tx.WriteTo(untilDone{ctx, w})
		switch {
		case err != nil && ctx.Err() != nil:
			return context.Cause(ctx) // of which bbolt keeps only the text
		case err != nil:
			return fmt.Errorf("writing a backup: %w", err)
		}
		return nil
	})
}

// untilDone is a writer that stops when ctx ends.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (u untilDone) Write(b []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.w.Write(b)
}
