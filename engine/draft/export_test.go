package draft

import "stanok/engine"

// Invert takes one edit back.
func Invert(d *Draft, e engine.Edit) (*Draft, *engine.Edit, error) { return d.invert(e) }
