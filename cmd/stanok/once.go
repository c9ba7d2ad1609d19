package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/goccy/go-yaml"
)

// shown is an operation as the API gives it, as far as it is printed.
type shown struct {
	ID         string `json:"id"`
	State      string `json:"state"`
	DurationMS int64  `json:"duration_ms"`
	Failure    *fault `json:"failure"`
	Steps      []struct {
		Key, Action, Type, Title, State string
		Attempt                         int
		DurationMS                      int64           `json:"duration_ms"`
		Output                          json.RawMessage `json:"output"`
		Failure                         *fault          `json:"failure"`
	} `json:"steps"`
}

type fault struct{ Code, Message, Hint string }

// runOnce runs one operation of a document and prints its steps.
func runOnce(p program, args []string) int {
	var input, connections string
	var asJSON, pretend bool
	s, rest, err := p.readSettings("run", args, func(fs *flag.FlagSet) {
		fs.StringVar(&input, "input", "", "parameters: JSON, or @FILE")
		fs.StringVar(&connections, "connections", "", "YAML file with a list of connections")
		fs.BoolVar(&asJSON, "json", false, "print the operation as JSON")
		fs.BoolVar(&pretend, "pretend", false, "send nothing")
	})
	if err != nil {
		return p.refuse(err)
	}
	if len(rest) != 1 {
		fmt.Fprintln(p.err, "usage: stanok run FILE [--input JSON|@FILE] [--connections FILE] [--json] [--pretend]")
		return exitUsage
	}
	if code := validate(program{p.in, p.err, p.err, p.env}, rest); code != exitDone {
		return code
	}
	raw, err := p.runOnce(s, rest[0], input, connections, pretend)
	if err != nil {
		fmt.Fprintln(p.err, "stanok:", err)
		if isDocument(err) {
			return exitUsage
		}
		return exitFailed
	}
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

func (p program) runOnce(s settings, file, input, connections string, pretend bool) ([]byte, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	doc, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	params, err := argument(input)
	if err != nil {
		return nil, err
	}
	a, err := p.local(s)
	if err != nil {
		return nil, err
	}
	if err := a.ensureWorkspace(ctx, s); err != nil {
		return nil, err
	}
	working, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.engine.Run(working) }()
	defer func() { end(); <-ended }()
	if err := a.connect(connections); err != nil {
		return nil, err
	}
	var made struct{ ID string }
	if _, err := a.api(localToken, "POST", "/processings", "application/yaml", doc, &made); err != nil {
		return nil, err
	}
	if _, err := a.api(localToken, "POST", "/processings/"+made.ID+"/start", "", nil, nil); err != nil {
		return nil, err
	}
	q := url.Values{}
	if pretend {
		q.Set("pretend", "true")
	}
	var op shown
	if _, err := a.api(localToken, "POST", "/processings/"+made.ID+"/operations?"+q.Encode(), "application/json", params, &op); err != nil {
		return nil, err
	}
	changes, quiet := a.engine.Listen()
	defer quiet()
	for {
		raw, err := a.api(localToken, "GET", "/operations/"+op.ID, "", nil, &op)
		if err != nil || isFinal(op.State) {
			return raw, err
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return raw, nil
		}
	}
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
func (a *app) connect(file string) error {
	if file == "" {
		return nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var list []map[string]any
	if err := yaml.Unmarshal(raw, &list); err != nil {
		return fmt.Errorf("%s is no list of connections: %w", file, err)
	}
	for _, c := range list {
		body, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if _, err := a.api(localToken, "POST", "/connections", "application/json", body, nil); err != nil {
			return fmt.Errorf("connection %v: %w", c["name"], err)
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
