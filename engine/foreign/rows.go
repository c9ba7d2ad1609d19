package foreign

import (
	"encoding/json"
	"strconv"
	"strings"
)

// row is one value that a parser takes out of an answer.
type row struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// maxRows is how many values of an answer are taken.
const maxRows = 100

// rowsOf lists the values of an example, in its order; of a list those of the
// first element.
func rowsOf(text string) []row {
	w := walker{dec: json.NewDecoder(strings.NewReader(text)), used: map[string]bool{}}
	w.dec.UseNumber()
	if strings.TrimSpace(text) == "" || !w.value("", "value", true) {
		return nil
	}
	return w.rows
}

// walker reads an example from its beginning to its end.
type walker struct {
	dec  *json.Decoder
	rows []row
	used map[string]bool
}

// value reads one value at a path. It is false for what is no JSON. What is not
// wanted is read past.
func (w *walker) value(path, name string, wanted bool) bool {
	token, err := w.dec.Token()
	if err != nil {
		return false
	}
	switch token {
	case json.Delim('{'):
		for w.dec.More() {
			key, err := w.dec.Token()
			text, ok := key.(string)
			if err != nil || !ok || !w.value(path+"["+string(encode(text))+"]", text, wanted) {
				return false
			}
		}
	case json.Delim('['):
		for i := 0; w.dec.More(); i++ {
			if !w.value(path+"["+strconv.Itoa(i)+"]", name, wanted && i == 0) {
				return false
			}
		}
	default:
		if wanted && path != "" && len(w.rows) < maxRows {
			w.rows = append(w.rows, row{w.free(name), path})
		}
		return true
	}
	_, err = w.dec.Token()
	return err == nil
}

// free is a name that a document takes, made of a key, and used by no other row.
func (w *walker) free(key string) string {
	base := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, key), "_")
	if base == "" || base[0] >= '0' && base[0] <= '9' {
		base = "value"
	}
	name := base
	for n := 2; w.used[name]; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	w.used[name] = true
	return name
}
