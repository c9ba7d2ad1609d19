package trial

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
)

// maxSamples is how many samples a person may choose from.
const maxSamples = 20

// Sample is an event that a draft can be tried with.
type Sample struct {
	ID        string // the same for every operation that had this event
	At        time.Time
	Event     engine.Event       // without a key: it may be tried again and again
	Operation engine.OperationID // the newest with this event; "" if it began none
	Of        engine.OperationID // likewise the one it repeats or was made of; see engine.Sample
	Test      bool               // whether Operation is a test
	Verdict   string             // code of why it began none
	Args      map[string]string  // of the code's sentence
	Method    string             // "" for an event that is no request
	Params    []Param            // its first two
}

// Param is a value by which people recognise an event. Text is masked if Name
// sounds secret.
type Param struct{ Name, Text string }

// Age is how long ago the sample came.
func (s Sample) Age(now time.Time) time.Duration { return now.Sub(s.At) }

// Samples lists what a person may choose as a sample of the processing, newest
// first: requests that began no operation, and the events of the newest
// operations, real ones and tests.
func (d Desk) Samples(ctx context.Context, k *Known) ([]Sample, error) {
	all, err := d.candidates(ctx, k.workspace, k.Processing.ID)
	if err != nil {
		return nil, err
	}
	all = all[:min(len(all), maxSamples)]
	for i := range all {
		if err := d.fill(ctx, k.workspace, &all[i]); err != nil {
			return nil, err
		}
		all[i].describe(k.Plan, k.own)
	}
	return all, nil
}

// sample finds one sample, or the newest if id is "". Without any it returns the
// zero Sample; with one that is gone it fails with NotFound, code
// "trial.no_sample".
func (d Desk) sample(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID, id string) (Sample, error) {
	all, err := d.candidates(ctx, ws, p)
	if err != nil {
		return Sample{}, err
	}
	for _, s := range all {
		if id == "" || s.ID == id {
			return s, d.fill(ctx, ws, &s)
		}
	}
	if id == "" {
		return Sample{}, nil
	}
	return Sample{}, &engine.Error{Kind: engine.NotFound, Code: "trial.no_sample"}
}

// candidates are all samples, newest first and each once. Those of operations
// are without their data.
func (d Desk) candidates(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID) ([]Sample, error) {
	stored, err := d.Store.ListSamples(ctx, ws, p)
	if err != nil {
		return nil, err
	}
	ops, err := d.operations(ctx, ws, p)
	if err != nil {
		return nil, err
	}
	all := make([]Sample, 0, len(ops)+len(stored))
	for _, op := range ops {
		all = append(all, sampleOf(op.Event, op.Created, op.ID, op.Test))
	}
	for _, s := range stored {
		one := sampleOf(s.Event, s.Event.At, "", false)
		one.Verdict, one.Args, one.Of = s.Verdict, s.Args, s.Of
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b Sample) int { return b.At.Compare(a.At) })
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s Sample) bool {
		again := seen[s.ID]
		seen[s.ID] = true
		return again
	}), nil
}

// looked is how many of the newest operations of each kind are looked at.
const looked = 40

// operations are the newest of a processing, real ones and tests, newest first.
func (d Desk) operations(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID) ([]engine.Operation, error) {
	var all []engine.Operation
	for _, test := range []bool{true, false} {
		page, err := d.Store.FindOperations(ctx, ws, engine.OperationQuery{Processing: p, Test: test, Limit: looked})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Operations...)
	}
	slices.SortStableFunc(all, func(a, b engine.Operation) int { return cmp.Compare(b.ID, a.ID) })
	return all, nil
}

func sampleOf(ev engine.Event, created time.Time, op engine.OperationID, test bool) Sample {
	if ev.At.IsZero() {
		ev.At = created
	}
	ev.Key = ""
	return Sample{ID: eventID(ev, created), At: ev.At, Event: ev, Operation: op, Test: test}
}

// eventID names an event among those of its processing: by when it came, and by
// what it is found by.
func eventID(ev engine.Event, created time.Time) string {
	if ev.At.IsZero() {
		ev.At = created
	}
	sum := sha256.Sum256([]byte(ev.Source + "\x00" + strings.Join(ev.Search, "\x00")))
	return strconv.FormatInt(ev.At.UnixNano(), 36) + "-" + hex.EncodeToString(sum[:4])
}

// fill reads the data of a sample that is an operation's.
func (d Desk) fill(ctx context.Context, ws engine.WorkspaceID, s *Sample) error {
	if s.Operation == "" {
		return nil
	}
	op, err := d.Store.Operation(ctx, ws, s.Operation)
	if engine.KindOf(err) == engine.NotFound && err != nil {
		return nil // forgotten meanwhile
	}
	s.Event.Data = op.Event.Data
	return err
}

// own are the names that a plan's source has below source whatever its
// parameters are.
func (d Desk) own(plan *engine.Plan) []string {
	if s := d.Engine.Catalogue().Sources[plan.Definition.Source.Type]; s != nil {
		return s.Spec().Outputs
	}
	return nil
}

// describe finds the words by which people recognise the sample: its declared
// parameters, or else whatever came.
func (s *Sample) describe(plan *engine.Plan, own []string) {
	if plan.Source.Value == nil {
		return
	}
	v, err := plan.Source.Value(s.Event)
	source, ok := v.(map[string]any)
	if err != nil || !ok {
		return
	}
	s.Method, _ = source["method"].(string)
	s.add(source, slices.DeleteFunc(slices.Clone(plan.Source.Outputs), func(n string) bool { return slices.Contains(own, n) }))
	for _, part := range []string{"query", "form", "json"} {
		if fields, ok := asked(source[part]).(map[string]any); ok {
			s.add(fields, keysOf(fields))
		}
	}
}

// add takes in fields until there are two.
func (s *Sample) add(fields map[string]any, names []string) {
	for _, name := range names {
		if len(s.Params) == 2 {
			return
		}
		known := slices.ContainsFunc(s.Params, func(p Param) bool { return p.Name == name })
		if text, ok := shortText(fields[name]); ok && text != "" && !known {
			if isSecret(name) {
				text = mask
			}
			s.Params = append(s.Params, Param{clip(name, 60), text})
		}
	}
}

// shortText is the beginning of a text or a number.
func shortText(v any) (string, bool) {
	switch KindOf(v) {
	case Text, Number:
		text, _ := cut(textOf(v), 60)
		return text, true
	}
	return "", false
}
