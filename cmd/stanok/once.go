package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
)

// shown is an operation as the API gives it, as far as it is printed.
type shown struct {
	ID         string    `json:"id"`
	State      string    `json:"state"`
	DurationMS int64     `json:"duration_ms"`
	WakeAt     time.Time `json:"wake_at"`
	Failure    *fault    `json:"failure"`
	Steps      []struct {
		Key, Action, Type, Title, State string
		Attempt                         int
		DurationMS                      int64           `json:"duration_ms"`
		Output                          json.RawMessage `json:"output"`
		Failure                         *fault          `json:"failure"`
	} `json:"steps"`
}

type fault struct{ Code, Message, Hint string }

// once is what the command line says of one run.
type once struct {
	file, input, connections string
	asJSON, pretend          bool
}

// runOnce runs one operation of a document and prints its steps.
func runOnce(p program, args []string) int {
	var o once
	s, rest, err := p.readSettings("run", args, func(fs *flag.FlagSet) {
		fs.StringVar(&o.input, "input", "", "parameters: JSON, or @FILE")
		fs.StringVar(&o.connections, "connections", "", "YAML file with a list of connections")
		fs.BoolVar(&o.asJSON, "json", false, "print the operation as JSON")
		fs.BoolVar(&o.pretend, "pretend", false, "send nothing")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.misused("run", nil)
	}
	a, err := p.local(s)
	if err != nil {
		return p.fail(err)
	}
	o.file = rest[0]
	if !(program{p.in, p.err, p.err, p.env}).validate(a, o.file) {
		return exitUsage
	}
	raw, err := p.runOnce(a, s, o)
	if err != nil {
		return p.fail(err)
	}
	return p.outcome(raw, o.asJSON)
}

// outcome prints an operation and says how it went.
func (p program) outcome(raw []byte, asJSON bool) int {
	var op shown
	if err := json.Unmarshal(raw, &op); err != nil {
		return p.fail(err)
	}
	if asJSON {
		fmt.Fprintln(p.out, strings.TrimSpace(string(raw)))
	} else {
		printOperation(p.out, op)
	}
	if op.State == "succeeded" || op.State == "stopped" {
		return exitDone
	}
	return exitFailed
}

// runOnce works one operation to its end, or to the first signal.
func (p program) runOnce(a *app, s settings, o once) ([]byte, error) {
	ctx, _, done := signals()
	defer done()
	doc, err := os.ReadFile(o.file)
	if err != nil {
		return nil, err
	}
	params, err := argument(o.input)
	if err != nil {
		return nil, usageError{err}
	}
	if err := a.ensureWorkspace(ctx, s); err != nil {
		return nil, err
	}
	working, end := context.WithCancelCause(ctx)
	var engine sync.WaitGroup
	engine.Go(func() { end(a.engine.Run(working)) })
	defer func() { end(nil); a.engine.Halt(); engine.Wait(); a.access.Close() }()
	api := caller{a, localToken, p.language()}
	if err := api.connect(o.connections); err != nil {
		return nil, err
	}
	id, err := api.begin(doc, params, o.pretend)
	if err != nil {
		return nil, err
	}
	return p.follow(working, api, id)
}

// begin starts an operation of a document.
func (c caller) begin(doc, params []byte, pretend bool) (id string, err error) {
	var made, op struct{ ID string }
	if _, err := c.call("POST", "/processings", "application/yaml", doc, &made); err != nil {
		return "", err
	}
	if _, err := c.call("POST", "/processings/"+made.ID+"/start", "", nil, nil); err != nil {
		return "", err
	}
	q := url.Values{}
	if pretend {
		q.Set("pretend", "true")
	}
	_, err = c.call("POST", "/processings/"+made.ID+"/operations?"+q.Encode(), "application/json", params, &op)
	return op.ID, err
}

// follow waits for an operation's end, and says so while that takes long.
func (p program) follow(ctx context.Context, api caller, id string) ([]byte, error) {
	changes, quiet := api.app.engine.Listen()
	defer quiet()
	var told time.Time
	for {
		var op shown
		raw, err := api.call("GET", "/operations/"+id, "", nil, &op)
		if err != nil || isFinal(op.State) {
			return raw, err
		}
		if !op.WakeAt.IsZero() && !op.WakeAt.Equal(told) {
			told = op.WakeAt
			fmt.Fprintln(p.err, "waiting until", told.Local().Format(time.DateTime)+op.reason())
		}
		select {
		case <-changes:
		case <-ctx.Done():
			if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
				return nil, cause
			}
			return raw, nil
		}
	}
}

// reason is why an operation waits, if a failure is.
func (op shown) reason() string {
	for _, s := range op.Steps {
		if s.State == "retrying" && s.Failure != nil {
			return ": " + s.Failure.Message
		}
	}
	return ""
}

func isFinal(state string) bool {
	switch state {
	case "succeeded", "stopped", "failed", "uncertain", "cancelled":
		return true
	}
	return false
}

// argument is a value given on the command line, or the content of @FILE.
func argument(s string) ([]byte, error) {
	if file, ok := strings.CutPrefix(s, "@"); ok {
		return os.ReadFile(file)
	}
	return []byte(s), nil
}

// connect creates the connections of a file.
func (c caller) connect(file string) error {
	if file == "" {
		return nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return usageError{err}
	}
	var list []map[string]any
	if err := yaml.Unmarshal(raw, &list); err != nil {
		return usageError{fmt.Errorf("%s is no list of connections: %w", file, err)}
	}
	for _, one := range list {
		body, err := json.Marshal(one)
		if err != nil {
			return err
		}
		if _, err := c.call("POST", "/connections", "application/json", body, nil); err != nil {
			return fmt.Errorf("connection %v: %w", one["name"], err)
		}
	}
	return nil
}

// printOperation prints steps, one a line, and why it failed.
func printOperation(w io.Writer, op shown) {
	fmt.Fprintf(w, "operation %s: %s, %d ms\n", op.ID, op.State, op.DurationMS)
	for i, s := range op.Steps {
		title := s.Title
		if title == "" {
			title = s.Action
		}
		fmt.Fprintf(w, "  %d. %-10s %s (%s), %d ms", i+1, s.State, title, s.Type, s.DurationMS)
		if s.Attempt > 1 {
			fmt.Fprintf(w, ", attempt %d", s.Attempt)
		}
		fmt.Fprintln(w)
	}
	if op.Failure != nil {
		fmt.Fprintf(w, "  ✗ %s\n    %s\n", op.Failure.Message, op.Failure.Hint)
	}
}
