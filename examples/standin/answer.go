package standin

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// object is a JSON object.
type object = map[string]any

// writeJSON answers with v. Text is sent as it is, without \u escapes for <, >
// and &, as PHP does with JSON_UNESCAPED_UNICODE.
func writeJSON(w http.ResponseWriter, status int, v any) {
	body := encodeJSON(v)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return []byte(`{"result":500,"message":"the stand-in holds a value that is not JSON"}`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
