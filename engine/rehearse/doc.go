// Package rehearse tells what a draft would have done to the operations on
// record, before it is applied: whether it would have sent the same, and if not
// in which fields it differs; which operations would fail that did not, and
// which would ask or send something of which nobody knows what would come of it.
//
//	Shelf ── Begin, Cancel, Of, Run    what each person has rehearsed, for a while
//	 └── Rehearsal ── Run, Report      one draft on the newest operations
//	      └── record, recall           answers from the record of one operation
//
// The draft is run by the engine's own runs (engine.Rehearse). Actions hand over
// what they would ask or send, and get what had come of it then. Nothing leaves
// the program and nothing is stored.
package rehearse
