package sheet

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"stanok/engine"
)

// Sheet is what a file holds: the names of its columns, and its rows, each with a
// cell for every column.
type Sheet struct {
	Columns []string
	Rows    [][]string
	Lines   []int // where in the file each row begins, from 1
}

// MaxBytes bounds what is read.
const MaxBytes = engine.MaxTableBytes * 2

// Read reads a file whose first row names the columns: separated by commas,
// semicolons or tabs, in UTF-8, UTF-16 or else windows-1251. It fails with
// Invalid, code "table.file".
func Read(content []byte) (Sheet, error) {
	if len(content) > MaxBytes {
		return Sheet{}, unreadable("large", nil)
	}
	text := Text(content)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(text), -1, true, true
	var s Sheet
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, unreadable("", err)
		}
		if s.Columns == nil {
			s.Columns = named(record)
			continue
		}
		line, _ := r.FieldPos(0)
		if err := s.add(record, line); err != nil {
			return s, err
		}
	}
	if len(s.Columns) == 0 {
		return s, unreadable("empty", nil)
	}
	return s, nil
}

func unreadable(reason string, err error) error {
	e := &engine.Error{Kind: engine.Invalid, Code: "table.file", Err: err}
	if reason != "" {
		e.Args = map[string]string{"reason": reason}
	}
	return e
}

// named are the names in the first row, without the empty ones at its end.
func named(record []string) []string {
	names := make([]string, 0, len(record))
	for _, name := range record {
		names = append(names, strings.TrimSpace(name))
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

// add takes a row; one that is blank is none. Of a row that is longer than the
// names, what is beyond them must be blank.
func (s *Sheet) add(record []string, line int) error {
	row := make([]string, len(s.Columns))
	some := false
	for i, cell := range record {
		cell = strings.ToValidUTF8(cell, "�")
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if i >= len(row) {
			return &engine.Error{Kind: engine.Invalid, Code: "table.file", Args: map[string]string{"reason": "wide", "row": count(line)}}
		}
		row[i], some = cell, true
	}
	if !some {
		return nil
	}
	if len(s.Rows) == engine.MaxTableRows {
		return &engine.Error{Kind: engine.Invalid, Code: "table.limit", Args: map[string]string{"what": "rows", "max": count(engine.MaxTableRows)}}
	}
	s.Rows, s.Lines = append(s.Rows, row), append(s.Lines, line)
	return nil
}

// Text turns the bytes of a file into text.
func Text(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte{0xEF, 0xBB, 0xBF}):
		content = content[3:]
	case bytes.HasPrefix(content, []byte{0xFF, 0xFE}):
		return wide(content[2:], binary.LittleEndian)
	case bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		return wide(content[2:], binary.BigEndian)
	}
	if utf8.Valid(content) {
		return string(content)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(content)
	if err != nil {
		return strings.ToValidUTF8(string(content), "�")
	}
	return string(text)
}

func wide(content []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = order.Uint16(content[2*i:])
	}
	return string(utf16.Decode(units))
}

// separator is what stands most often between the names of the first line.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, sep := range []rune{';', '\t', ','} {
		if n := outside(line, sep); n > most {
			best, most = sep, n
		}
	}
	return best
}

// outside counts a separator where it is not within quotes.
func outside(line string, sep rune) (n int) {
	quoted := false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == sep && !quoted:
			n++
		}
	}
	return n
}
