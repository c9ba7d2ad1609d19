// Package enginetest has what tests of an engine need: actions and a source made
// of functions, and an engine over a store that runs them.
package enginetest

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"stanok/engine"
)

// Action is an action made of functions. A node's config is not looked at.
type Action struct {
	Type     string
	Effect   engine.Effect
	Branches []string
	Inside   engine.Scope
	Retry    engine.RetryPolicy
	Search   bool
	Calls    bool
	Derive   func(map[string]any)
	Run      func(context.Context, engine.Input) (engine.Outcome, error)
}

// Spec implements engine.Action.
func (a Action) Spec() engine.Spec { return engine.Spec{Type: a.Type, Version: 1} }

// Prepare implements engine.Action.
func (a Action) Prepare(json.RawMessage, engine.Scope) (engine.Prepared, error) {
	return engine.Prepared{Run: a.Run, Effect: a.Effect, Branches: a.Branches, Inside: a.Inside, Retry: a.Retry, Searchable: a.Search, Calls: a.Calls, Derive: a.Derive}, nil
}

// Source is a source whose events are JSON objects; expressions see them as
// they are.
type Source struct{ Schedule *engine.Schedule }

// Spec implements engine.Source.
func (Source) Spec() engine.Spec { return engine.Spec{Type: "test", Version: 1} }

// Prepare implements engine.Source.
func (s Source) Prepare(json.RawMessage, engine.Settings) (engine.PreparedSource, error) {
	return engine.PreparedSource{
		Schedule: s.Schedule, Sent: s.Schedule == nil,
		Value: func(ev engine.Event) (any, error) { return engine.Decode(ev.Data), nil },
	}, nil
}

// Post is a letter box.
type Post struct {
	mu      sync.Mutex
	letters []engine.Letter
	fail    error
	shut    bool
}

// Shut makes the engine leave letters waiting, or open again.
func (p *Post) Shut(shut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = shut
}

// IsOpen reports whether letters may be delivered.
func (p *Post) IsOpen() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.shut
}

// Deliver implements engine.Post.
func (p *Post) Deliver(_ context.Context, l engine.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.letters = append(p.letters, l)
	return nil
}

// Fail makes deliveries fail with err, or succeed if it is nil.
func (p *Post) Fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = err
}

// Letters are those delivered so far.
func (p *Post) Letters() []engine.Letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]engine.Letter(nil), p.letters...)
}

// WS is the workspace of these tests.
const WS engine.WorkspaceID = "w"

// Budget is how large the history of a store that is engine.Sized may grow.
const Budget = 50_000

// Bench is an engine and what it works with.
type Bench struct {
	*engine.Engine
	T     *testing.T
	Store engine.Store
	Post  *Post
}

// New returns an engine over a store that is not running yet. Drafts are
// definitions as JSON.
func New(t *testing.T, store engine.Store, source Source, actions ...engine.Action) *Bench {
	t.Helper()
	return NewAt(t, store, engine.SystemClock{}, source, actions...)
}

// NewAt is New with a clock.
func NewAt(t *testing.T, store engine.Store, clock engine.Clock, source Source, actions ...engine.Action) *Bench {
	t.Helper()
	post := new(Post)
	b := &Bench{T: t, Store: store, Post: post}
	catalogue := engine.NewCatalogue(actions, []engine.Source{source, Callee{}, Watcher{}})
	catalogue.Text = field
	b.Engine = engine.New(engine.Config{
		Store: store, Clock: clock, Post: post, CanPost: post.IsOpen, Workers: 16, Drain: time.Second,
		Catalogue: catalogue, HistoryBudget: Budget, Uses: usesOf,
		Read: func(draft []byte) (def engine.Definition, _ engine.Problems) {
			if err := json.Unmarshal(draft, &def); err != nil {
				t.Errorf("draft: %v", err)
			}
			return def, nil
		},
	})
	ws := engine.Workspace{ID: WS, Language: "en", AlertTo: []string{"owner@example.test"}}
	if err := store.PutWorkspace(t.Context(), ws); err != nil {
		t.Fatal(err)
	}
	return b
}

// Run runs the engine until the function it returns is called, which waits for
// its end.
func (b *Bench) Run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Engine.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			b.T.Errorf("engine ended: %v", err)
		}
	}
}

// Start creates a processing of nodes and starts it.
func (b *Bench) Start(settings engine.Settings, nodes ...engine.Node) engine.Processing {
	b.T.Helper()
	return b.StartAs("test", engine.SourceConfig{Type: "test"}, settings, nodes...)
}

// StartAs is Start of a processing with a name and a source.
func (b *Bench) StartAs(name string, source engine.SourceConfig, settings engine.Settings, nodes ...engine.Node) engine.Processing {
	b.T.Helper()
	draft, err := json.Marshal(engine.Definition{Format: 1, Name: name, Settings: settings, Source: source, Nodes: nodes})
	if err != nil {
		b.T.Fatal(err)
	}
	p, err := b.Create(b.T.Context(), WS, name, draft)
	if err == nil {
		p, err = b.Engine.Start(b.T.Context(), WS, p.ID, "me")
	}
	if err != nil {
		b.T.Fatal(err)
	}
	return p
}

// field makes ready a template that is nothing but the name of a field of the
// event.
func field(name string, _ engine.Scope) (func(map[string]any) (string, error), error) {
	return func(vars map[string]any) (string, error) {
		return fmt.Sprint(vars["source"].(map[string]any)[name]), nil
	}, nil
}

// Flow is a processing as sources see it now.
func (b *Bench) Flow(p engine.Processing) engine.Flow {
	b.T.Helper()
	p, err := b.Store.Processing(b.T.Context(), WS, p.ID)
	if err != nil {
		b.T.Fatal(err)
	}
	f, err := b.Engine.Flow(b.T.Context(), WS, p)
	if err != nil {
		b.T.Fatal(err)
	}
	return f
}

// Send accepts an event of a processing.
func (b *Bench) Send(p engine.Processing, data string) engine.Operation {
	b.T.Helper()
	op, _, err := b.Begin(b.T.Context(), b.Flow(p), engine.Event{Source: "test", Data: json.RawMessage(data)})
	if err != nil {
		b.T.Fatal(err)
	}
	return op
}

// Wait waits for an operation's end.
func (b *Bench) Wait(op engine.Operation) (engine.Operation, []engine.Step) {
	b.T.Helper()
	op, err := b.Await(b.T.Context(), WS, op.ID, 100*24*time.Hour)
	if err != nil {
		b.T.Fatalf("operation %s is %s: %v", op.ID, op.State, err)
	}
	if op, err = b.Store.Operation(b.T.Context(), WS, op.ID); err != nil {
		b.T.Fatal(err)
	}
	steps, err := b.Store.Steps(b.T.Context(), WS, op.ID)
	if err != nil {
		b.T.Fatal(err)
	}
	return op, steps
}
