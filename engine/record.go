package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// How much of a step's output is kept for searching.
const (
	maxSearchValues = 32
	maxSearchRunes  = 200
)

// remember keeps the scalar values of an output for those who will look for
// the operation by them.
func (r *run) remember(output any) {
	fields, ok := output.(map[string]any)
	if !ok {
		return
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var s string
		switch v := fields[name].(type) {
		case string:
			s = v
		case json.Number:
			s = v.String()
		}
		if s != "" && utf8.RuneCountInString(s) <= maxSearchRunes && len(r.search) < maxSearchValues {
			r.search = append(r.search, s)
		}
	}
}

// clip cuts what history need not keep of an operation that went well.
func (r *run) clip() {
	for _, s := range r.steps {
		if len(s.Output) <= maxClipped {
			continue
		}
		sum := sha256.Sum256(s.Output)
		s.Clipped = &Clipped{Size: len(s.Output), SHA256: hex.EncodeToString(sum[:])}
		s.Output = shrink(s.Output, r.encode)
		r.touch(s)
	}
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }
