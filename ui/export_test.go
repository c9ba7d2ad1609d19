package ui

// What tests of this package look into.
var (
	Within   = within
	Distance = distance
	InASCII  = inASCII
)
