package wire

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"stanok/engine"
)

// Bounds of a table.
const (
	maxCells   = 200_000
	maxColumns = 1_000
)

// Separators are what can stand between the values of a line. The one that a text
// has most of in its first line is taken, the first of equals.
const Separators = ";,\t|"

// Line is one line of a table, and which line of the text it begins on, from 1.
type Line struct {
	Values []string
	At     int
}

// CSV reads a text of lines with separated values. Values may be in quotes, with
// separators, line breaks and doubled quotes in them; empty lines are passed over.
// A separator of 0 is found out; a first line like sep=; names it. The first skip
// lines of the text are left out. It fails with parse.not_csv for quotes that do
// not fit, and with parse.limit.
func CSV(text string, separator rune, skip int) ([]Line, error) {
	text = strings.TrimPrefix(text, "\uFEFF")
	skipped := 0
	for ; skipped < skip && text != ""; skipped++ {
		_, text, _ = strings.Cut(text, "\n")
	}
	if named, rest, ok := named(text); ok {
		text, skipped = rest, skipped+1
		if separator == 0 {
			separator = named
		}
	}
	if separator == 0 {
		separator = likeliest(text)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator, -1
	var lines []Line
	for cells := 0; ; {
		values, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, notCSV(err, skipped)
		}
		if len(values) > maxColumns {
			return nil, TooMuch("columns", maxColumns)
		}
		if cells += len(values); cells > maxCells {
			return nil, TooMuch("nodes", maxCells)
		}
		at, _ := r.FieldPos(0)
		lines = append(lines, Line{values, at + skipped})
	}
}

// named reads the line by which a spreadsheet is told the separator.
func named(text string) (separator rune, rest string, ok bool) {
	line, rest, _ := strings.Cut(text, "\n")
	line = strings.TrimSuffix(line, "\r")
	if len(line) == len("sep=;") && strings.EqualFold(line[:4], "sep=") && strings.Contains(Separators, line[4:]) {
		return rune(line[4]), rest, true
	}
	return 0, "", false
}

// likeliest is the separator that the first line has most of, outside quotes.
func likeliest(text string) rune {
	var counts [len(Separators)]int
	quoted, any := false, false
	for i := range len(text) {
		c := text[i]
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted && any {
			break
		}
		any = any || c > ' '
		if at := strings.IndexByte(Separators, c); at >= 0 && !quoted {
			counts[at]++
		}
	}
	best := strings.IndexByte(Separators, ',')
	for i, n := range counts {
		if n > counts[best] || n == counts[best] && n > 0 && i < best {
			best = i
		}
	}
	return rune(Separators[best])
}

func notCSV(err error, skipped int) error {
	e := &engine.Error{Kind: engine.Invalid, Code: "parse.not_csv", Err: err}
	if at := (*csv.ParseError)(nil); errors.As(err, &at) {
		e.Args = map[string]string{"line": strconv.Itoa(at.StartLine + skipped)}
		if at.Line != at.StartLine {
			e.Args["reason"] = "unclosed"
		}
	}
	return e
}

// WriteCSV writes lines that CSV reads back as they were, each ended by CR and LF.
func WriteCSV(lines [][]string, separator rune) string {
	var b strings.Builder
	for _, line := range lines {
		for i, v := range line {
			if i > 0 {
				b.WriteRune(separator)
			}
			quote := v == "" && len(line) == 1 || strings.ContainsAny(v, Separators+"\"\r\n") || strings.TrimSpace(v) != v
			if !quote {
				b.WriteString(v)
				continue
			}
			b.WriteByte('"')
			b.WriteString(strings.ReplaceAll(v, `"`, `""`))
			b.WriteByte('"')
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
