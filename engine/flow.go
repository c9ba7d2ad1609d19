package engine

// Flow is what a source needs to know of a processing to begin operations of
// it: the version that new events run, its source made ready.
type Flow struct {
	Workspace  WorkspaceID
	Processing ProcessingID
	Name       string
	Running    bool
	Version    int // 0 while it was never started; Source is then the draft's
	Settings   Settings
	Source     PreparedSource

	plan *Plan // of Version
}
