package standin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

func postForm(ctx context.Context, client *http.Client, to string, form url.Values) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("preparing a notification: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return client.Do(req)
}
