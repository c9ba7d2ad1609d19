package eval

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Limits bound what Decode accepts. A zero means the default.
type Limits struct {
	// Depth is how deep lists and objects may nest: 128 by default.
	Depth int
	// Nodes is how many values and keys there may be: 200,000 by default.
	Nodes int
}

// The default limits.
const (
	maxDepth   = 128
	maxDecoded = 200_000
)

// Decode reads strict JSON into a plain value. Numbers keep their digits, the
// last of equal keys wins, a byte order mark at the start is passed over.
// Broken JSON, text behind the value and bytes that are not UTF-8 give
// parse.not_json; more than the limits allow gives parse.limit. The value does
// not refer to b.
func Decode(b []byte, limits Limits) (any, error) {
	if limits.Depth <= 0 {
		limits.Depth = maxDepth
	}
	if limits.Nodes <= 0 {
		limits.Nodes = maxDecoded
	}
	d := decoder{s: string(b), depth: limits.Depth, nodes: limits.Nodes}
	if !utf8.ValidString(d.s) {
		d.i = invalidAt(d.s)
		return nil, d.notJSON()
	}
	d.i = len(d.s) - len(strings.TrimPrefix(d.s, "\uFEFF"))
	room := rooms.Get().(*[]keyed)
	d.members = *room
	v, err := d.value()
	d.leave(room)
	if err != nil {
		return nil, err
	}
	if d.space(); d.i < len(d.s) {
		return nil, d.notJSON()
	}
	return v, nil
}

type decoder struct {
	s       string
	i       int
	depth   int
	nodes   int
	members []keyed // of the objects begun, so that each is made as large as it gets
}

// rooms are for the members of objects begun; those kept are empty and small.
var rooms = sync.Pool{New: func() any { return new([]keyed) }}

const roomMost = 1 << 10 // members

func (d *decoder) leave(room *[]keyed) {
	if clear(d.members); cap(d.members) <= roomMost {
		*room = d.members[:0]
		rooms.Put(room)
	}
}

// keyed is a key of an object, and what stands under it.
type keyed struct {
	key   string
	value any
}

func (d *decoder) value() (any, error) {
	d.space()
	if d.nodes--; d.nodes < 0 {
		return nil, fail("parse.limit", d.i, "limit", "nodes")
	}
	if d.i >= len(d.s) {
		return nil, d.notJSON()
	}
	switch c := d.s[d.i]; {
	case c == '"':
		return d.text()
	case c == '{':
		return d.object()
	case c == '[':
		return d.list()
	case c == '-' || isDigit(c):
		return d.number()
	}
	return d.word()
}

func (d *decoder) word() (any, error) {
	rest := d.s[d.i:]
	switch {
	case strings.HasPrefix(rest, "true"):
		d.i += 4
		return true, nil
	case strings.HasPrefix(rest, "false"):
		d.i += 5
		return false, nil
	case strings.HasPrefix(rest, "null"):
		d.i += 4
		return nil, nil
	}
	return nil, d.notJSON()
}

func (d *decoder) number() (any, error) {
	end := numberEnd(d.s, d.i)
	if end == d.i {
		return nil, d.notJSON()
	}
	digits := d.s[d.i:end]
	d.i = end
	return json.Number(digits), nil
}

func (d *decoder) list() (any, error) {
	if err := d.enter(); err != nil {
		return nil, err
	}
	list := []any{}
	if d.space(); d.take(']') {
		d.depth++
		return list, nil
	}
	for {
		element, err := d.value()
		if err != nil {
			return nil, err
		}
		list = append(list, element)
		d.space()
		if d.take(',') {
			continue
		}
		if !d.take(']') {
			return nil, d.notJSON()
		}
		d.depth++
		return list, nil
	}
}

func (d *decoder) object() (any, error) {
	if err := d.enter(); err != nil {
		return nil, err
	}
	if d.space(); d.take('}') {
		d.depth++
		return map[string]any{}, nil
	}
	first := len(d.members)
	for {
		m, err := d.member()
		if err != nil {
			return nil, err
		}
		d.members = append(d.members, m)
		d.space()
		if d.take(',') {
			continue
		}
		if !d.take('}') {
			return nil, d.notJSON()
		}
		d.depth++
		return d.objectFrom(first), nil
	}
}

// objectFrom makes an object of the members read last, from the first of them on.
func (d *decoder) objectFrom(first int) map[string]any {
	last := d.members[first:]
	object := make(map[string]any, len(last))
	for _, m := range last {
		object[m.key] = m.value
	}
	clear(last)
	d.members = d.members[:first]
	return object
}

func (d *decoder) member() (m keyed, err error) {
	d.space()
	if d.nodes--; d.nodes < 0 {
		return m, fail("parse.limit", d.i, "limit", "nodes")
	}
	if d.i >= len(d.s) || d.s[d.i] != '"' {
		return m, d.notJSON()
	}
	if m.key, err = d.text(); err != nil {
		return m, err
	}
	if d.space(); !d.take(':') {
		return m, d.notJSON()
	}
	m.value, err = d.value()
	return m, err
}

func (d *decoder) enter() error {
	if d.depth--; d.depth < 0 {
		return fail("parse.limit", d.i, "limit", "depth")
	}
	d.i++
	return nil
}

func (d *decoder) take(c byte) bool {
	if d.i < len(d.s) && d.s[d.i] == c {
		d.i++
		return true
	}
	return false
}

func (d *decoder) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return
		}
	}
}

// notJSON says where reading stopped and shows a few letters of it.
func (d *decoder) notJSON() error {
	at := min(d.i, len(d.s))
	line, column := position(d.s, at)
	near := strings.TrimSpace(d.s[at:min(len(d.s), at+80)])
	return fail("parse.not_json", at, "line", strconv.Itoa(line), "column", strconv.Itoa(column),
		"near", excerpt(near, 20))
}

// position gives the line and the column, in runes, of a byte; both from 1.
func position(s string, at int) (line, column int) {
	before := s[:at]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return len(s)
}
