package standin

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
)

// postJSON sends a notification; headers are pairs of name and value.
func postJSON(ctx context.Context, client *http.Client, to string, v any, headers ...string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(encodeJSON(v)))
	if err != nil {
		return nil, fmt.Errorf("preparing a notification: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return client.Do(req)
}
