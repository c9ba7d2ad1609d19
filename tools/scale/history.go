package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/tools/load"
	"stanok/tools/program"
)

// The history is of as many days as the program keeps: of failures a few more, of
// all else far more. It is of so many processings with so many versions each. The
// number of the webhook that is the model stands in all that was written of it.
const (
	failureDays     = 59.5
	successDays     = 13.5
	dataDays        = 7     // of what went well
	seedParts       = 40    // after each of which data are forgotten
	oldShare        = 0.055 // of the operations: failures older than all that went well
	historyFlows    = 10
	historyVersions = 3
	modelNumber     = 4815162
	seeders         = 256
)

// history is a store with many operations that have ended, and what is asked of
// it.
type history struct {
	Flows     []string // ids
	Webhook   string   // path of the link of the first of them
	Cookie    *http.Cookie
	Rare      string // a value that one old operation has
	RareCause string // of a few old ones
	Fragment  string // three letters that many have
	Operation []string
	Model     string // the id of the operation that the others are made of
}

// model is one operation as the program wrote it.
type model struct {
	operation engine.Operation
	steps     []engine.Step
}

// seedOperations makes the home "full", unless it is there.
func (w *world) seedOperations(ctx context.Context) error {
	known := filepath.Join(w.home, "history.json")
	if raw, err := os.ReadFile(known); err == nil {
		return json.Unmarshal(raw, &w.history)
	}
	m, err := w.deployAll(ctx)
	if err != nil {
		return err
	}
	err = w.within("full", func(s *bolt.Store) error {
		one, err := m.read(ctx, s)
		if err != nil {
			return err
		}
		seed := seeding{store: s, model: one, world: w, now: time.Now()}
		if err := seed.run(ctx, w.operations); err != nil {
			return err
		}
		w.history.Cookie, err = signIn(ctx, s)
		return err
	})
	if err != nil {
		return err
	}
	raw, err := json.Marshal(w.history)
	if err != nil {
		return err
	}
	return os.WriteFile(known, raw, 0o600)
}

// deployed tells which operation became the model.
type deployed struct{ id engine.OperationID }

// deployAll has the program make the processings, each in several versions, and
// work one webhook.
func (w *world) deployAll(ctx context.Context) (deployed, error) {
	server, err := w.start(ctx, "full")
	if err != nil {
		return deployed{}, err
	}
	defer server.Kill()
	w.history = history{Rare: "+7495" + rareNumber, Fragment: "гос", RareCause: "http.status:418"}
	for i := range historyFlows {
		p, err := w.deploy(server, fmt.Sprintf("Заявки %d", i+1))
		if err != nil {
			return deployed{}, err
		}
		w.history.Flows = append(w.history.Flows, p.ID)
		if i == 0 {
			w.history.Webhook = p.WebhookURL
			l := load.Load{Webhook: p.WebhookURL, Events: 1, Connections: 1, Patience: 10 * time.Second}
			if r, err := l.Run(ctx, w.sink, modelNumber); err != nil || !r.Clean() {
				return deployed{}, errors.Join(err, fmt.Errorf("the webhook that is the model did not arrive: %s", r.Trouble))
			}
		}
	}
	var id string
	for id == "" {
		all, _, err := server.Operations(nil)
		if err != nil || ctx.Err() != nil {
			return deployed{}, errors.Join(err, context.Cause(ctx))
		}
		if len(all) > 0 && all[0].FinishedAt != "" {
			id = all[0].ID
		}
	}
	w.history.Model = id
	return deployed{engine.OperationID(id)}, server.Stop()
}

// deploy makes a processing of several versions, the last of which runs.
func (w *world) deploy(server *program.Stanok, name string) (program.Processing, error) {
	p, err := server.Deploy(w.document(name))
	for v := 2; v <= historyVersions && err == nil; v++ {
		text := []byte(w.document(name) + "# " + strconv.Itoa(v) + "\n")
		text = bytes.Replace(text, []byte("concurrency: 64"), []byte("concurrency: "+strconv.Itoa(60+v)), 1)
		if err = server.Call("PUT", "/processings/"+p.ID, "application/yaml", text, nil); err == nil {
			err = server.Call("POST", "/processings/"+p.ID+"/start", "application/json", []byte("{}"), nil)
		}
	}
	return p, err
}

func (d deployed) read(ctx context.Context, s *bolt.Store) (m model, err error) {
	if m.operation, err = s.Operation(ctx, engine.MainWorkspace, d.id); err != nil {
		return m, err
	}
	if m.operation.State != engine.Succeeded {
		return m, fmt.Errorf("the operation that is the model is %s", m.operation.State)
	}
	m.steps, err = s.Steps(ctx, engine.MainWorkspace, d.id)
	return m, err
}

// seeding writes operations as the program does: they come, are worked on and
// end, many at a time, so that they share commits.
type seeding struct {
	*world
	store *bolt.Store
	model model
	now   time.Time // by which the history is as old as it is
	next  atomic.Int64
	mu    sync.Mutex
	kept  []string
}

// run writes n operations, and forgets meanwhile what the program would have.
func (s *seeding) run(ctx context.Context, n int) error {
	for part := range seedParts {
		if err := s.some(ctx, n*part/seedParts, n*(part+1)/seedParts, n); err != nil {
			return err
		}
		if err := s.forget(ctx, s.when(float64(part+1)/seedParts), n); err != nil {
			return err
		}
	}
	slices.Sort(s.kept)
	s.history.Operation = s.kept
	return nil
}

// some writes the operations from one of n to another.
func (s *seeding) some(ctx context.Context, from, to, n int) error {
	var (
		all   sync.WaitGroup
		first = make(chan error, seeders)
	)
	s.next.Store(int64(from))
	for range seeders {
		all.Go(func() {
			for i := s.next.Add(1) - 1; i < int64(to) && ctx.Err() == nil; i = s.next.Add(1) - 1 {
				if err := s.one(ctx, int(i), n); err != nil {
					first <- err
					return
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-first:
		return err
	default:
		return context.Cause(ctx)
	}
}

// forget gives up the data that the program keeps for dataDays only.
func (s *seeding) forget(ctx context.Context, now time.Time, most int) error {
	_, err := s.store.ForgetData(ctx, engine.MainWorkspace, now.Add(-dataDays*24*time.Hour), []engine.State{engine.Succeeded, engine.Stopped, engine.Cancelled}, most, now)
	return err
}

// rareNumber is the number of the one operation that is looked for.
const rareNumber = "1234567"

var names = []string{"Николай", "Ольга Петрова", "Иван Гость", "Maria Silva", "John Smith", "Анна Кузнецова", "Рустам", "Ana Souza"}
var towns = []string{"Москва", "Казань", "São Paulo", "Recife", "London", "Сочи", "Уфа", "Curitiba", "Пермь"}

// one leads operation i of n from its event to its end.
func (s *seeding) one(ctx context.Context, i, n int) error {
	r := rand.New(rand.NewPCG(uint64(i), 7)) // the same each time
	at := s.when(float64(i) / float64(n))
	number := fmt.Sprintf("%07d", 2_000_000+i*7%8_000_000)
	if i == n/20 {
		number = rareNumber
	}
	op := engine.Operation{
		ID: engine.OperationID(engine.NewID(at)), Processing: engine.ProcessingID(s.history.Flows[s.flow(r)]),
		Version: 1 + i*historyVersions/n, State: engine.Queued, WakeAt: at, Created: at, Event: s.model.operation.Event,
	}
	op.Event.At, op.Event.Key, op.Event.Data = at, "", renumbered(op.Event.Data, number)
	op.Event.Search = []string{number}
	if _, _, err := s.store.CreateOperation(ctx, engine.MainWorkspace, op); err != nil {
		return err
	}
	lease, _, _, err := s.store.Claim(ctx, engine.MainWorkspace, op.ID, at, at.Add(time.Minute))
	if err != nil {
		return err
	}
	end := s.end(r, i, n, at, number)
	end.Search = []string{"+7495" + number, "guest" + number + "@example.test", names[r.IntN(len(names))], towns[r.IntN(len(towns))]}
	if i%(1+n/20) == n/40 {
		s.mu.Lock()
		s.kept = append(s.kept, string(op.ID))
		s.mu.Unlock()
	}
	return s.store.Checkpoint(ctx, engine.MainWorkspace, lease, end)
}

// when is when the operation at a place of the history came, from 0 to 1.
func (s *seeding) when(place float64) time.Time {
	days := successDays * (1 - place) / (1 - oldShare)
	if place < oldShare {
		days = failureDays + (successDays-failureDays)*place/oldShare
	}
	return s.now.Add(-time.Duration(days * 24 * float64(time.Hour)))
}

// flow chooses a processing: the first is used most, the last hardly.
func (s *seeding) flow(r *rand.Rand) int {
	return min(int(r.ExpFloat64()*2), len(s.history.Flows)-1)
}

// failures are why operations fail, the frequent ones more than once.
var failures = []engine.Failure{
	{Node: "send", Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": "400"}},
	{Node: "send", Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": "400"}},
	{Node: "send", Kind: engine.Unavailable, Code: "http.status", Args: map[string]string{"status": "502"}},
	{Node: "request", Kind: engine.Unavailable, Code: "http.timeout", Args: map[string]string{"seconds": "30"}},
	{Node: "request", Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": "404"}},
	{Node: "fields", Kind: engine.Invalid, Code: "value.missing", Field: "id"},
}

// end is how an operation ends: of a hundred seven fail, three are stopped, one
// is cancelled, and of a thousand one is uncertain.
func (s *seeding) end(r *rand.Rand, i, n int, at time.Time, number string) engine.Progress {
	took := time.Duration(200+r.IntN(3000)) * time.Millisecond
	p := engine.Progress{State: engine.Succeeded, At: at.Add(took), Active: took / 2}
	fail := failures[r.IntN(len(failures))]
	switch one := r.IntN(1000); {
	case one < 70 || float64(i) < oldShare*float64(n):
		p.State = engine.Failed
	case one < 100:
		p.State = engine.Stopped
	case one < 110:
		p.State = engine.Cancelled
	case one < 111:
		p.State = engine.UncertainState
		fail = engine.Failure{Node: "send", Kind: engine.Uncertain, Code: "http.timeout"}
	}
	if number == rareNumber {
		p.State, fail = engine.Failed, failures[0] // after all of its values are known
	}
	if n >= 100 && i >= n/10 && i < n/10+3 {
		p.State, fail = engine.Failed, engine.Failure{Node: "send", Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": "418"}}
	}
	for _, step := range s.model.steps {
		step.Started, step.Finished = at, p.At
		step.Input, step.Output = renumbered(step.Input, number), renumbered(step.Output, number)
		p.Steps = append(p.Steps, step)
	}
	if p.State == engine.Failed || p.State == engine.UncertainState {
		fail.At, p.Failure = p.At, &fail
		last := slices.IndexFunc(p.Steps, func(step engine.Step) bool { return step.Node == fail.Node })
		p.Steps = p.Steps[:last+1]
		p.Steps[last].State, p.Steps[last].Output, p.Steps[last].Failure = engine.StepFailed, nil, &fail
	}
	return p
}

func renumbered(raw json.RawMessage, number string) json.RawMessage {
	return bytes.ReplaceAll(raw, []byte(strconv.Itoa(modelNumber)), []byte(number))
}
