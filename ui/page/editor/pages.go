package editor

// VersionsView lists what a processing was.
type VersionsView struct {
	Home    string
	Name    string
	Changes int // of the draft that are not applied
	Rows    []VersionView
	Plain   bool
}

// VersionView is one version and how its operations went.
type VersionView struct {
	Number             int
	When, Author       string
	Actions            int
	Operations, Failed int
	Current, Running   bool
}
