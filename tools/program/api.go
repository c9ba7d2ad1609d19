package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// API calls the routes of a Stanok server.
type API struct {
	Addr string // the host:port where it listens
}

// Processing is a processing as the API shows it.
type Processing struct {
	ID         string            `json:"id"`
	Running    bool              `json:"running"`
	Problems   []json.RawMessage `json:"problems"`
	WebhookURL string            `json:"webhook_url"`
}

// Operation is an operation as the API's list shows it.
type Operation struct {
	ID         string `json:"id"`
	State      string `json:"state"`
	FinishedAt string `json:"finished_at"` // empty while it has not ended
}

// Deploy creates a processing from a YAML document and starts it.
func (a API) Deploy(document string) (Processing, error) {
	var p Processing
	if err := a.Call(http.MethodPost, "/processings", "application/yaml", []byte(document), &p); err != nil {
		return p, err
	}
	if err := a.Call(http.MethodPost, "/processings/"+p.ID+"/start", "application/json", []byte("{}"), nil); err != nil {
		return p, err
	}
	return a.Processing(p.ID)
}

// Processing reads one processing. Its link is given at the address where the
// server listens, whatever address it shows to the public.
func (a API) Processing(id string) (Processing, error) {
	var p Processing
	if err := a.Call(http.MethodGet, "/processings/"+id, "", nil, &p); err != nil {
		return p, err
	}
	if !p.Running {
		return p, fmt.Errorf("processing %s does not run; its problems: %s", id, p.Problems)
	}
	link, err := url.Parse(p.WebhookURL)
	if err != nil || p.WebhookURL == "" {
		return p, fmt.Errorf("processing %s has no link, but %q", id, p.WebhookURL)
	}
	p.WebhookURL = "http://" + a.Addr + link.RequestURI()
	return p, nil
}

// Operations reads one page of the list of operations, newest first. next asks
// for the page after it, as the filter "cursor"; it is empty at the end.
func (a API) Operations(filter url.Values) (page []Operation, next string, err error) {
	var list struct {
		Items []Operation `json:"items"`
		Next  string      `json:"next_cursor"`
	}
	err = a.Call(http.MethodGet, "/operations?"+filter.Encode(), "", nil, &list)
	return list.Items, list.Next, err
}

// Call calls a route of the API and reads its answer into out, unless that is
// nil.
func (a API) Call(method, path, contentType string, body []byte, out any) error {
	request, err := http.NewRequest(method, "http://"+a.Addr+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 16<<20))
	if err != nil {
		return err
	}
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s answered %s: %.1000s", method, path, answer.Status, text)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("reading the answer of %s %s: %w", method, path, err)
	}
	return nil
}

// Env is the environment of a command of the program that talks to this server.
func (a API) Env() []string { return []string{"STANOK_URL=http://" + a.Addr, "STANOK_TOKEN=" + token} }
