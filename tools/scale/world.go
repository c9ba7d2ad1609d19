package main

import (
	"context"
	"encoding/hex"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/tools/flow"
	"stanok/tools/program"
	"stanok/ui/signin"
)

// world is what the programs that are measured live in: the services they call,
// and their data folders.
type world struct {
	options
	sink    *flow.Sink
	history history
	number  int64 // of the next webhook; never used twice
}

func newWorld(o options) (*world, error) {
	sink, err := flow.StartSink()
	if err != nil {
		return nil, err
	}
	return &world{options: o, sink: sink, number: 1}, nil
}

func (w *world) close() { w.sink.Close() }

// folder is the home of one of the stores: its data and its log.
func (w *world) folder(name string) string { return filepath.Join(w.home, name) }

// start starts the program on a home and returns when it is ready.
func (w *world) start(ctx context.Context, name string) (*program.Stanok, error) {
	if err := os.MkdirAll(w.folder(name), 0o700); err != nil {
		return nil, err
	}
	return program.StartStanok(ctx, w.bin, w.folder(name), w.sink.Addr())
}

// document is the reference flow under a name.
func (w *world) document(name string) string {
	return strings.Replace(flow.Document(w.sink.Addr()), "name: Reference flow", "name: "+name, 1)
}

// within opens the store of a home whose program does not run.
func (w *world) within(name string, do func(*bolt.Store) error) error {
	data := program.Server{Home: w.folder(name)}.Data()
	text, err := os.ReadFile(filepath.Join(data, "secret.key"))
	if err != nil {
		return err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	store, err := bolt.Open(data, bolt.Options{Key: key})
	if err != nil {
		return err
	}
	if err := do(store); err != nil {
		_ = store.Close()
		return err
	}
	return store.Close()
}

// signIn begins a session of a new owner.
func signIn(ctx context.Context, store *bolt.Store) (*http.Cookie, error) {
	clock := engine.SystemClock{}
	id := engine.NewID(clock.Now())
	p := engine.Person{ID: engine.PersonID(id), Email: id + "@example.test", Name: "Olga", Role: engine.Owner, Password: "never asked for", Created: clock.Now()}
	if err := store.AddPerson(ctx, engine.MainWorkspace, p); err != nil {
		return nil, err
	}
	secret, _, err := signin.New(store, clock).Begin(ctx, engine.MainWorkspace, p, signin.From{Address: netip.MustParseAddr("127.0.0.1"), Agent: "scale"})
	if err != nil {
		return nil, err
	}
	return &http.Cookie{Name: "stanok_session", Value: secret.Reveal()}, nil
}
