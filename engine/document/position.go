package document

import (
	"slices"
	"unicode/utf8"
)

// source is the text a document was read from, without a byte order mark, and
// where its lines begin.
type source struct {
	text  string
	lines []int32
}

func newSource(text string) source {
	s := source{text: text, lines: []int32{0}}
	for i := 0; i < len(text); i++ {
		if n := breakAt(text, i); n > 0 {
			i += n - 1
			s.lines = append(s.lines, int32(i+1))
		}
	}
	return s
}

// position returns the line and the column of a byte, both from 1, the column in
// characters. It is 0, 0 where there is no source.
func (s source) position(at int32) (line, column int) {
	if at < 0 || len(s.lines) == 0 {
		return 0, 0
	}
	at = min(at, int32(len(s.text)))
	i, found := slices.BinarySearch(s.lines, at)
	if !found {
		i--
	}
	return i + 1, utf8.RuneCountInString(s.text[s.lines[i]:at]) + 1
}

// breakAt is the length of the line break at byte i, 0 if there is none.
func breakAt(text string, i int) int {
	switch {
	case i >= len(text):
		return 0
	case text[i] == '\n':
		return 1
	case text[i] != '\r':
		return 0
	case i+1 < len(text) && text[i+1] == '\n':
		return 2
	}
	return 1
}
