package access

import "context"

// Look looks at all connections once, as Run does again and again.
func (k *Keeper) Look(ctx context.Context) error { return k.lookAtAll(ctx) }
