package engine

import (
	"context"
	"encoding/json"
	"time"
)

// Memory is the part of a store in which a processing remembers things between
// its operations: dedupe and the state actions. Values are JSON.
type Memory interface {
	// Recall returns the value under a key, and whether there is one.
	Recall(ctx context.Context, ws WorkspaceID, p ProcessingID, key string) (json.RawMessage, bool, error)

	// Remember puts value under a key.
	Remember(ctx context.Context, ws WorkspaceID, p ProcessingID, key string, value json.RawMessage) error

	// Increment adds by to the whole number under a key (0 if there is none)
	// and returns the sum. A second call with the same step, which is the key
	// of the step that adds, adds nothing and returns the first one's sum.
	// It fails with Invalid, code "value.kind", if the value is no whole number.
	Increment(ctx context.Context, ws WorkspaceID, p ProcessingID, key string, by int64, step string) (int64, error)

	// Seize gives a key to owner until the given time, and returns who has it:
	// owner, or another who seized it before and whose time is not up at now.
	Seize(ctx context.Context, ws WorkspaceID, p ProcessingID, key string, owner OperationID, now, until time.Time) (OperationID, error)

	// Holder returns who has a key at now, "" for nobody. It alters nothing.
	Holder(ctx context.Context, ws WorkspaceID, p ProcessingID, key string, now time.Time) (OperationID, error)
}
