// Package engine is the heart of the product: it names the things a processing
// is made of and carries operations from their event to their last step.
//
// A Processing is a flow as its owner knows it. Each time its draft is applied
// it gains an immutable Definition: a source and an ordered list of nodes. A
// source turns something outside (a call, a tick of the clock) into an Event;
// an event begins an Operation; an operation is worked through step by step.
//
// # What is promised
//
// An accepted event is never lost, and a finished step never runs again. A step
// that was cut off may run again, with the same Input.Key, unless it must not be
// repeated: then it becomes uncertain and a person says what happened. An
// operation keeps the version it began with. The Store is the only truth:
// whatever a queue, a worker or a browser believes, what the store says is so.
//
// # What lives elsewhere
//
// This package does no I/O of its own and imports the standard library only.
// Storage, mail, HTTP and every action and source reach it as values that meet
// the interfaces below, put together by the program in cmd.
//
// Everything belongs to a workspace: every store method takes it, and there is
// no way to reach a thing by its id alone.
package engine
