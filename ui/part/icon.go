package part

import (
	"maps"
	"slices"
)

// Icons lists the names of all icons, sorted.
func Icons() []string { return slices.Sorted(maps.Keys(drawings)) }

// drawing returns what an icon is made of. An unknown name has nothing drawn,
// which a test looks for.
func drawing(name string) string { return drawings[name] }
