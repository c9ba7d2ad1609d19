package bolt

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// maxText is how much of an operation's search values is looked through, in
// bytes.
const maxText = 2 << 10

// stateCodes are stored: states are added at the end only.
var stateCodes = [...]engine.State{
	engine.Kept, engine.Queued, engine.Running, engine.Waiting, engine.Succeeded, engine.Stopped,
	engine.Failed, engine.UncertainState, engine.Cancelled,
}

func stateCode(s engine.State) byte { return byte(slices.Index(stateCodes[:], s)) }

// Bits of a row's flags.
const (
	testBit = iota
	pretendBit
	laterBit
	cancellingBit
	failureBit
	replyBit // there is one in the body
	ownBit
	baredBit // its data were given up; when, says the body
)

// glance is the beginning of a row, which is all that most rows of a search are
// read of.
type glance struct {
	state      engine.State
	test       bool
	flags      byte
	created    int64
	finished   int64
	processing []byte // in place
	text       []byte // folded search values, a line each, in place
	rest       reader
}

// row is an operation without what is large, and the numbers of the body records
// that hold the rest. Of a reply it says, by an empty one, that there is one.
type row struct {
	engine.Operation
	body  []uint64 // oldest first; replaced, never altered
	own   []byte   // the key of the body; nil if that is not sealed
	bared bool     // its data were given up
	lines folded
}

// folded is what was found by folding search values.
type folded struct {
	lines         []string
	event, search int // how many there were
	failure       *engine.Failure
}

func (op *row) sealer() sealer {
	if op.own == nil {
		return sealer{}
	}
	return sealerOf(op.own)
}

// appendRow encodes a row without its ID.
func appendRow(b []byte, op *row) []byte {
	b = append(b, stateCode(op.State), 0)
	b = appendFlag(b, testBit, op.Test)
	b = appendFlag(b, pretendBit, op.Pretend)
	b = appendFlag(b, laterBit, op.Later)
	b = appendFlag(b, cancellingBit, op.Cancelling)
	b = appendFlag(b, failureBit, op.Failure != nil)
	b = appendFlag(b, replyBit, op.Reply != nil)
	b = appendFlag(b, ownBit, op.own != nil)
	b = appendFlag(b, baredBit, op.bared)
	b = appendStamp(b, op.Created)
	b = appendStamp(b, op.Finished)
	b = appendText(b, string(op.Processing))
	lines := op.foldedLines()
	b = appendText(b, strings.Join(lines, "\n"))
	b, lines = appendValues(b, op.Event.Search, lines)
	b, _ = appendValues(b, op.Search, lines)

	b = binary.AppendVarint(b, int64(op.Version))
	b = appendStamp(b, op.WakeAt)
	b = binary.AppendVarint(b, int64(op.Active))
	for _, s := range [...]string{op.Lane, string(op.Root), string(op.ReplayOf), op.Event.Source, op.Event.Key} {
		b = appendText(b, s)
	}
	b = binary.AppendVarint(b, int64(op.Event.KeyFor))
	b = appendStamp(b, op.Event.At)
	b = binary.AppendVarint(b, int64(op.Event.Depth))
	b = binary.AppendUvarint(b, uint64(len(op.Replays)))
	for _, id := range op.Replays {
		b = appendText(b, string(id))
	}
	if op.Failure != nil {
		b = appendFailure(b, op.Failure)
	}
	b = append(appendNumbers(b, op.body), op.own...)
	if op.Retries != 0 { // else as in formats before
		b = binary.AppendVarint(b, int64(op.Retries))
	}
	return b
}

// appendNumbers encodes growing numbers, each by how much it is more than the
// one before.
func appendNumbers(b []byte, numbers []uint64) []byte {
	b = binary.AppendUvarint(b, uint64(len(numbers)))
	last := uint64(0)
	for _, n := range numbers {
		b = binary.AppendUvarint(b, n-last)
		last = n
	}
	return b
}

func readNumbers(r *reader) (numbers []uint64) {
	last := uint64(0)
	for range r.count() {
		last += r.uvarint()
		numbers = append(numbers, last)
	}
	return numbers
}

// foldedLines are foldLines of an operation, folded once: search values are only ever
// added to.
func (op *row) foldedLines() []string {
	now := folded{op.lines.lines, len(op.Event.Search), len(op.Search), op.Failure}
	if was := &op.lines; was.lines == nil || was.event != now.event || was.search != now.search || was.failure != now.failure {
		now.lines = foldLines(&op.Operation)
		op.lines = now
	}
	return op.lines.lines
}

// foldLines returns the search values as they are looked for, as many as
// there is room for, the last one perhaps cut.
func foldLines(op *engine.Operation) []string {
	lines := make([]string, 0, len(op.Event.Search)+len(op.Search))
	room := maxText
	for i, values := range [...][]string{op.Event.Search, op.Search, op.Failure.Words()} {
		if i == 2 {
			room = maxText / 2 // a failure is found whatever came
		}
		for _, value := range values {
			if room <= 0 {
				break
			}
			line := engine.Fold(value)
			if len(line) > room {
				line = strings.ToValidUTF8(line[:room], "")
			}
			lines = append(lines, line)
			room -= len(line) + 1
		}
	}
	return lines
}

// appendValues encodes search values, those that are their own lines as such,
// and returns the lines of those that follow.
func appendValues(b []byte, values, lines []string) ([]byte, []string) {
	b = appendCount(b, values)
	for i, value := range values {
		if i < len(lines) && lines[i] == value {
			b = append(b, 0)
			continue
		}
		b = append(binary.AppendUvarint(b, uint64(len(value))+1), value...)
	}
	return b, lines[min(len(values), len(lines)):]
}

func readValues(r *reader, lines []string) (values, after []string) {
	n, some := r.countOrNone()
	if !some {
		return nil, lines
	}
	values = make([]string, n)
	for i := range values {
		size := r.uvarint()
		switch {
		case size > 0:
			values[i] = string(r.take(size - 1))
		case i < len(lines):
			values[i] = lines[i]
		default:
			r.bad = true
		}
	}
	return values, lines[min(len(values), len(lines)):]
}

// glanceAt reads the beginning of a row.
func glanceAt(payload []byte) (g glance, ok bool) {
	r := reader{rest: payload}
	code := r.byte()
	if int(code) >= len(stateCodes) {
		return g, false
	}
	g.state, g.flags = stateCodes[code], r.byte()
	g.test = g.flags&(1<<testBit) != 0
	g.created, g.finished = int64(r.number()), int64(r.number())
	g.processing = r.take(r.uvarint())
	g.text = r.take(r.uvarint())
	g.rest = r
	return g, !r.bad
}

// read reads the rest of a row.
func (g *glance) read(id engine.OperationID) (op row, ok bool) {
	r := g.rest
	on := func(bit uint) bool { return g.flags&(1<<bit) != 0 }
	op.Operation = engine.Operation{
		ID: id, Processing: engine.ProcessingID(g.processing), State: g.state, Created: timeOf(g.created), Finished: timeOf(g.finished),
		Test: g.test, Pretend: on(pretendBit), Later: on(laterBit), Cancelling: on(cancellingBit),
	}
	lines := strings.Split(string(g.text), "\n")
	op.Event.Search, lines = readValues(&r, lines)
	op.Search, _ = readValues(&r, lines)
	op.Version = int(r.varint())
	op.WakeAt = r.time()
	op.Active = time.Duration(r.varint())
	op.Lane, op.Root, op.ReplayOf = r.text(), engine.OperationID(r.text()), engine.OperationID(r.text())
	op.Event.Source, op.Event.Key = r.text(), r.text()
	op.Event.KeyFor, op.Event.At, op.Event.Depth = time.Duration(r.varint()), r.time(), int(r.varint())
	for range r.count() {
		op.Replays = append(op.Replays, engine.OperationID(r.text()))
	}
	if on(failureBit) {
		op.Failure = readFailure(&r)
	}
	op.body, op.bared = readNumbers(&r), on(baredBit)
	if on(ownBit) {
		op.own = bytes.Clone(r.take(KeySize))
	}
	if on(replyBit) {
		op.Reply = &engine.Reply{}
	}
	if len(r.rest) > 0 {
		op.Retries = int(r.varint())
	}
	return op, !r.bad && len(r.rest) == 0
}

func appendFailure(b []byte, f *engine.Failure) []byte {
	b = append(b, byte(f.Kind))
	for _, s := range [...]string{f.Code, f.Field, string(f.Node), f.Detail} {
		b = appendText(b, s)
	}
	b = appendStamp(b, f.At)
	b = binary.AppendUvarint(b, uint64(len(f.Args)))
	for _, name := range slices.SortedFunc(maps.Keys(f.Args), cmp.Compare[string]) {
		b = appendText(appendText(b, name), f.Args[name])
	}
	return b
}

func readFailure(r *reader) *engine.Failure {
	f := &engine.Failure{Kind: engine.Kind(r.byte()), Code: r.text(), Field: r.text(), Node: engine.NodeID(r.text()), Detail: r.text(), At: r.time()}
	for range r.count() {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		name := r.text()
		f.Args[name] = r.text()
	}
	return f
}
