// Package document reads and writes the processing document, format 1: the one
// readable YAML or JSON text that a processing is edited, exported and pinned as.
//
// Parse makes an ordered tree of a text and remembers where every value stands
// in it. What a person writes half-finished is still a document: only text that
// is no tree at all is refused. Definition then reads the tree strictly and says
// everything that is wrong with it at once; configs of actions (their with) are
// carried through as they are, for the actions themselves to check.
//
//	text ── Parse ──> Document ── Definition ──> engine.Definition
//	         YAML, JSON <──┘  └────── FromDefinition ──────┘
//
// # What is read
//
// JSON, and the part of YAML 1.2 that people write by hand: block and flow maps
// and lists, all five kinds of text, comments. Anchors, aliases, tags, merge
// keys and several documents in one text are refused, for they are how a small
// text becomes a huge one and none of them survives being written back. A plain
// scalar is a number only when JSON would call it one, so that its digits stay
// as they are: 017, +79161234567 and 0x10 are text.
//
// The reader is this package's own. It has to know the place of every character
// of a text to say where inside a template something is wrong, it has to read a
// megabyte of anything in linear time, and it has to name what is wrong in words
// a person can act on.
//
// # What is written
//
// One canonical form: known keys in the order of the format, the rest as the
// author had them, small maps and lists in one line, long text as a literal
// block, quotes where plain text would be read as something else by any common
// YAML reader. Writing what was read and reading what was written changes
// nothing, to the last byte.
package document
