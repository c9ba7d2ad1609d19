// Package actions holds the kinds of work a processing can contain. Each is one
// file, with its test and the text of its help in three languages beside it,
// and one line in All.
//
// Nothing here dials out, starts a goroutine or keeps anything between two runs:
// an action gets what it needs through Deps, and everything about a run through
// engine.Input.
package actions
