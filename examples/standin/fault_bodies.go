package standin

import (
	"bytes"
	"encoding/json"
	"net/http"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// InvalidJSON answers as usual, but the body ends in the middle of a value
// although the HTTP message is whole: what a PHP backend leaves behind when it
// dies while it prints.
func InvalidJSON() Fault {
	return spoil(func(c *captured) {
		whole := bytes.TrimRight(c.body.Bytes(), "\n")
		c.replaceBody(bytes.Clone(whole[:len(whole)*2/3]))
	})
}

// Windows1251 answers as usual in that charset. When declared, the content type
// says so; otherwise it goes on claiming UTF-8. Characters that the charset
// lacks become its substitute.
func Windows1251(declared bool) Fault {
	return spoil(func(c *captured) {
		encoder := encoding.ReplaceUnsupported(charmap.Windows1251.NewEncoder())
		if b, err := encoder.Bytes(c.body.Bytes()); err == nil {
			c.replaceBody(b)
		}
		if declared {
			c.header.Set("Content-Type", "application/json; charset=windows-1251")
		}
	})
}

// EmptyAsList answers as usual, with every empty object in the body written as
// `[]`, which is how PHP serialises an empty array.
func EmptyAsList() Fault {
	return spoil(func(c *captured) {
		d := json.NewDecoder(bytes.NewReader(c.body.Bytes()))
		d.UseNumber()
		var v any
		if d.Decode(&v) == nil {
			c.replaceBody(encodeJSON(emptyAsList(v)))
		}
	})
}

func spoil(change func(*captured)) Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		c := capture(r, answer)
		change(c)
		c.send(w)
	}
}

func emptyAsList(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return []any{}
		}
		changed := make(map[string]any, len(v))
		for k, e := range v {
			changed[k] = emptyAsList(e)
		}
		return changed
	case []any:
		changed := make([]any, len(v))
		for i, e := range v {
			changed[i] = emptyAsList(e)
		}
		return changed
	}
	return v
}
