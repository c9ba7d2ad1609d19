package ui

import (
	"context"

	"stanok/engine"
	"stanok/ui/page/connection"
)

// tableUses are the actions that name a table.
func (u *UI) tableUses(ctx context.Context, c *call, name string) ([]connection.UseView, error) {
	used, err := u.usesIn(ctx, c.ws, engine.TableField)
	if err != nil {
		return nil, err
	}
	return u.useViews(c.lang, used[name]), nil
}
