package standin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// DatacakeQuirks are what is not known of Datacake. The zero value takes only a
// text with JSON inside.
type DatacakeQuirks struct {
	// Lenient also takes JSON that is in no text.
	Lenient bool
}

// Datacake calls the functions of an ERP that automations answer. How the original
// sends a call is not published; this one posts the arguments as JSON. The zero
// value is usable and safe for concurrent use.
type Datacake struct{ switches[DatacakeQuirks] }

// Call calls a function with its arguments at a webhook, and returns what the JSON
// inside the answered text says.
func (d *Datacake) Call(ctx context.Context, client *http.Client, hookURL string, arguments map[string]any) (any, error) {
	answer, err := postJSON(ctx, client, hookURL, arguments)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode/100 != 2 {
		return nil, fmt.Errorf("the automation answered %s", answer.Status)
	}
	return d.read(body)
}

// read takes the JSON out of the text it is in.
func (d *Datacake) read(body []byte) (any, error) {
	var inside string
	if err := json.Unmarshal(body, &inside); err != nil {
		if !d.Quirks().Lenient {
			return nil, fmt.Errorf("reading the text of an answer: %w", err)
		}
		inside = string(body)
	}
	var v any
	decoder := json.NewDecoder(strings.NewReader(inside))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		return nil, fmt.Errorf("reading the JSON in the text of an answer: %w", err)
	}
	return v, nil
}
