package bolt

import (
	"encoding/binary"
	"math"
	"time"
)

// never stands for the zero time where times are numbers; it sorts first.
const never = math.MinInt64

// stamp is a time as a number that sorts as times do.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixNano()
}

// timeOf is the time of a stamp, in UTC.
func timeOf(n int64) time.Time {
	if n == never {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

func appendStamp(b []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(stamp(t)))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendBytes keeps nil apart from empty.
func appendBytes(b, s []byte) []byte {
	if s == nil {
		return append(b, 0)
	}
	return append(binary.AppendUvarint(b, uint64(len(s))+1), s...)
}

func appendFlag(b []byte, bit uint, on bool) []byte {
	if on {
		b[len(b)-1] |= 1 << bit
	}
	return b
}

// appendCount encodes how many things follow, and keeps nil apart from empty.
func appendCount[T any](b []byte, list []T) []byte {
	if list == nil {
		return append(b, 0)
	}
	return binary.AppendUvarint(b, uint64(len(list))+1)
}

// reader takes a record apart. What it finds cut short is bad, and zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.bad, r.rest = true, nil
		return nil
	}
	head := r.rest[:n:n]
	r.rest = r.rest[n:]
	return head
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) varint() int64 {
	n := r.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (r *reader) number() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) time() time.Time { return timeOf(int64(r.number())) }

func (r *reader) text() string { return string(r.take(r.uvarint())) }

// bytes shares memory with the record.
func (r *reader) bytes() []byte {
	n := r.uvarint()
	if n == 0 {
		return nil
	}
	return r.take(n - 1)
}

// count reads how many things follow, each of a byte at least.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.bad = true
		return 0
	}
	return int(n)
}

// countOrNone is count, of a list that may be nil.
func (r *reader) countOrNone() (n int, some bool) {
	next := r.uvarint()
	if next == 0 || next-1 > uint64(len(r.rest)) {
		r.bad = r.bad || next > 0
		return 0, false
	}
	return int(next - 1), true
}
