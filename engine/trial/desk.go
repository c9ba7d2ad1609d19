package trial

import (
	"stanok/engine"
)

// Desk is where drafts are tried out. Its fields are all required.
type Desk struct {
	Engine *engine.Engine
	Store  engine.Store
	Clock  engine.Clock
}
