package sheet

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"stanok/engine"
)

// Write writes a table so that Read reads it again, and so that spreadsheets see
// that it is UTF-8.
func Write(t engine.Table, separator rune) []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = separator, true
	_ = w.Write(t.Columns) // a buffer takes all
	_ = w.WriteAll(t.Rows)
	return b.Bytes()
}

func count(n int) string { return strconv.Itoa(n) }
