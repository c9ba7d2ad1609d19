package engine

import "context"

// Applied reports whether a definition read from the draft says what the version
// that runs says.
func (e *Engine) Applied(ctx context.Context, ws WorkspaceID, p Processing, draft Definition) (bool, error) {
	if p.Version == 0 {
		return false, nil
	}
	current, err := e.cfg.Store.Definition(ctx, ws, p.ID, p.Version)
	draft.Processing = p.ID
	return err == nil && same(current, draft), err
}
