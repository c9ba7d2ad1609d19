package bolt

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"stanok/engine"
)

// part appends a part of a key that others follow.
func part[T ~string](key []byte, s T) []byte {
	return append(binary.AppendUvarint(key, uint64(len(s))), s...)
}

// within is the beginning of all keys of a workspace.
func within(ws engine.WorkspaceID) []byte {
	return part(make([]byte, 0, 80), ws)
}

// inWorkspace is the key of a thing by its id.
func inWorkspace[T ~string](ws engine.WorkspaceID, id T) []byte {
	return append(within(ws), id...)
}

// inProcessing is the beginning of all keys of what belongs to a processing.
func inProcessing(ws engine.WorkspaceID, p engine.ProcessingID) []byte {
	return part(within(ws), p)
}

func definitionKey(ws engine.WorkspaceID, p engine.ProcessingID, version int) []byte {
	return binary.BigEndian.AppendUint32(inProcessing(ws, p), uint32(version))
}

func ofKey(ws engine.WorkspaceID, p engine.ProcessingID, id engine.OperationID) []byte {
	return append(inProcessing(ws, p), id...)
}

// hashed is the key of what a processing remembers under a name of any length.
func hashed(ws engine.WorkspaceID, p engine.ProcessingID, name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return append(inProcessing(ws, p), sum[:16]...)
}

// eventKey is the key of an event's key.
func eventKey(ws engine.WorkspaceID, p engine.ProcessingID, key string) []byte {
	sum := sha256.Sum256(append(inProcessing(ws, p), key...))
	return sum[:16]
}

func linkKey(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// The kinds of parts that an operation's body has.
const (
	dataPart  = 1
	draftPart = 2
	replyPart = 3
	stepPart  = 4
	trialPart = 5
	baredPart = 6 // when the others were given up
)

// bodyKey is the key of a body record. Numbers grow, so records are appended
// whichever operations they are of.
func bodyKey(ws engine.WorkspaceID, number uint64) []byte {
	return binary.BigEndian.AppendUint64(within(ws), number)
}

// noticeKey sorts as ids of notices do, and then by workspace.
func noticeKey(id string, ws engine.WorkspaceID) []byte {
	return append(append([]byte(id), 0), ws...)
}

// upTo is the first key after all that begin with prefix, or nil if there is
// none.
func upTo(prefix []byte) []byte {
	end := bytes.TrimRight(prefix, "\xff")
	if len(end) == 0 {
		return nil
	}
	end = bytes.Clone(end)
	end[len(end)-1]++
	return end
}

// pair is two parts as the content of a record.
func pair[A, B ~string](a A, b B) []byte {
	return appendText(appendText(nil, string(a)), string(b))
}

func unpair(payload []byte) (a, b string, ok bool) {
	r := reader{rest: payload}
	a, b = r.text(), r.text()
	return a, b, !r.bad
}
