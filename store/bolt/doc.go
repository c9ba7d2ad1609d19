// Package bolt keeps a store in one file, for one process.
//
// # Layout
//
// One bucket a line. Every key begins with its workspace, but for the indexes
// that lead to one. The parts of a key that others follow carry their length,
// so that no two keys run into each other; ids come last and sort by time.
//
//	meta        "format"                        -> number of the format
//	            "epoch"                         -> how often the file was opened
//	            "pace"                          -> how large it was at which time
//	            "journal"                       -> which journal is the file's, and what of it the file has
//	workspace   workspace                       -> engine.Workspace
//	token       workspace, id                   -> engine.Token
//	bearer      hash of a token                 -> workspace, id
//	processing  workspace, id                   -> engine.Processing
//	definition  workspace, processing, version  -> engine.Definition
//	link        hash of a webhook token         -> workspace, processing
//	sample      workspace, processing, number   -> engine.Sample
//	connection  workspace, id                   -> engine.SealedConnection
//	name        workspace, name                 -> id of the connection
//	live        workspace, operation            -> row of one that is queued, running or waiting
//	settled     workspace, operation            -> row of one that is kept or final
//	of          workspace, processing, operation -> state of a settled one
//	body        workspace, number               -> parts of one operation: event data, draft, reply, steps
//	key         hash of workspace, processing, event key -> workspace, operation
//	value       workspace, processing, hash of key -> value and the sums it had
//	seized      workspace, processing, hash of key -> owner and until when
//	alert       workspace, processing           -> engine.Alert
//	notice      id, workspace                   -> engine.Notice
//	letter      id                              -> engine.Letter
//	edit        workspace, processing, number, size -> engine.Edit
//	person      workspace, id                   -> engine.Person
//	email       hash of a folded e-mail         -> workspace, person
//	session     workspace, person, id           -> engine.Session
//	browser     hash of what a browser holds    -> workspace, person and session
//	pass        workspace, person               -> engine.Pass
//	entry       hash of a pass                  -> workspace, person
//	site        "site"                          -> engine.Site
//	access      workspace, connection           -> engine.Access
//	table       workspace, id                   -> engine.Table without rows
//	row         workspace, id                   -> all rows of the table
//	tablename   workspace, name                 -> id of the table
//	batch       workspace, id                   -> engine.Batch
//	turn        workspace, batch, number        -> engine.Turn
//	vigil       workspace, processing           -> engine.Vigil
//
// A row is an operation without what is large. A live row is rewritten at each
// checkpoint, and moves to the settled ones at the end; so history is appended
// to, once for each operation, and the rows that change stay few and together.
// Lists read rows and the index by processing, never bodies.
//
// # What is in memory
//
// The file is locked, so no other process lives: leases are kept in memory, and
// a claim or an extension writes nothing. So is when each live operation is
// due, read from the live rows at start. An operation that was running then is
// due at once.
//
// So is the sieve, by which a search passes over most of the rows that cannot be
// what it looks for. It is filled from the settled rows after the start.
//
// # How it is written
//
// A method decides under a lock of what it is about, encodes what is to be
// written, and hands it to one goroutine that commits whatever gathered during
// its last commit. Only then does the method change what is in memory.
//
// On a disk whose commits take long a new operation is acknowledged as soon as the
// journal has it (journal.go), which is a file beside: it is committed a little
// later, and until then those who look for it wait. What is in the journal only
// when the program ends is committed at the next start.
//
// # How it stays small
//
// The file does not grow over its budget, since what is oldest is given up before
// (fit.go), and its free pages are written again. One that is larger by far than
// what is in it is copied, while work goes on, into one that takes its place
// (compact.go). Whoever reads reads the file that was current when he began.
//
// # What is done against damage
//
// The file is created under another name and renamed. Every record carries a
// checksum of itself and its key. The file is examined by plain reads before it
// is mapped, since bbolt answers a damaged one with a panic or worse. After an
// error of the disk, other than that it is full, nothing is accepted any more.
package bolt
