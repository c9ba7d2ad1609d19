package engine

import (
	"context"
	"sync"
)

// flows are the processings and versions that are ready to run, kept because
// making one ready costs more than running it.
type flows struct {
	mu     sync.Mutex
	byLink map[string]Flow
	plans  map[planKey]*Plan
	holds  map[lineKey]bool // whether failures keep their lanes
	forgot int              // how often forget was called: what was read before may be old
}

type planKey struct {
	ws      WorkspaceID
	id      ProcessingID
	version int
}

// maxFlows bounds how many are kept of each.
const maxFlows = 2_000

func newFlows() *flows {
	return &flows{byLink: map[string]Flow{}, plans: map[planKey]*Plan{}, holds: map[lineKey]bool{}}
}

// forget drops what is kept of a processing; its versions never change.
func (f *flows) forget(ws WorkspaceID, id ProcessingID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forgot++
	delete(f.holds, lineKey{ws, id})
	for token, flow := range f.byLink {
		if flow.Workspace == ws && flow.Processing == id {
			delete(f.byLink, token)
		}
	}
}

func (f *flows) link(token string) (Flow, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	flow, ok := f.byLink[token]
	return flow, ok
}

func (f *flows) age() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.forgot
}

// putLink keeps what was read at an age, unless something was forgotten since.
func (f *flows) putLink(token string, flow Flow, age int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.forgot != age {
		return
	}
	makeRoom(f.byLink)
	f.byLink[token] = flow
}

func (f *flows) holding(k lineKey) (on, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	on, known = f.holds[k]
	return on, known
}

// putHolding is putLink of whether failures of a processing keep their lanes.
func (f *flows) putHolding(k lineKey, on bool, age int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.forgot == age {
		makeRoom(f.holds)
		f.holds[k] = on
	}
}

func (f *flows) plan(k planKey) (*Plan, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.plans[k]
	return p, ok
}

func (f *flows) putPlan(k planKey, p *Plan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	makeRoom(f.plans)
	f.plans[k] = p
}

// makeRoom drops any one entry of a full map.
func makeRoom[K comparable, V any](m map[K]V) {
	if len(m) < maxFlows {
		return
	}
	for k := range m {
		delete(m, k)
		return
	}
}

// Plan returns a version of a processing, ready to run.
func (e *Engine) Plan(ctx context.Context, ws WorkspaceID, id ProcessingID, version int) (*Plan, error) {
	k := planKey{ws, id, version}
	if p, ok := e.flows.plan(k); ok {
		return p, nil
	}
	def, err := e.cfg.Store.Definition(ctx, ws, id, version)
	if err != nil {
		return nil, err
	}
	p, err := e.compile(def)
	if err != nil {
		return nil, err
	}
	e.flows.putPlan(k, p)
	return p, nil
}

// PlanOf returns what an operation runs.
func (e *Engine) PlanOf(ctx context.Context, ws WorkspaceID, op Operation) (*Plan, error) {
	if op.Draft != nil && op.Trial.aim() != "" { // the rest of the draft may have problems
		plan, _ := e.cfg.Catalogue.Sketch(*op.Draft)
		return plan, nil
	}
	if op.Draft != nil {
		return e.compile(*op.Draft)
	}
	return e.Plan(ctx, ws, op.Processing, op.Version)
}

// compile prepares a definition whose runs are counted.
func (e *Engine) compile(def Definition) (*Plan, error) {
	p, err := e.cfg.Catalogue.Compile(def)
	if err != nil {
		return nil, err
	}
	p.meter = &e.meter
	p.outside = e.usesOf(p)
	return p, nil
}

// Flow returns a processing as sources see it: its running version, or its
// draft if it was never started.
func (e *Engine) Flow(ctx context.Context, ws WorkspaceID, p Processing) (Flow, error) {
	flow := Flow{Workspace: ws, Processing: p.ID, Name: p.Name, Running: p.Running, Version: p.Version}
	if p.Version > 0 {
		plan, err := e.Plan(ctx, ws, p.ID, p.Version)
		if err != nil {
			return flow, err
		}
		flow.Name, flow.Settings, flow.Source, flow.plan = plan.Definition.Name, plan.Definition.Settings, plan.Source, plan
		return flow, nil
	}
	def, _ := e.cfg.Read(p.Draft)
	flow.Settings = def.Settings
	source, ok := e.cfg.Catalogue.Sources[def.Source.Type]
	if !ok {
		return flow, &Error{Kind: Conflict, Code: "processing.incomplete", Args: map[string]string{"name": p.Name}}
	}
	prepared, err := source.Prepare(def.Source.With, def.Settings)
	if err != nil {
		return flow, &Error{Kind: Conflict, Code: "processing.incomplete", Args: map[string]string{"name": p.Name}, Err: err}
	}
	flow.Source = prepared
	return flow, nil
}

// Link finds the processing behind a webhook token. It is false if there is
// none.
func (e *Engine) Link(ctx context.Context, token string) (Flow, bool, error) {
	if flow, ok := e.flows.link(token); ok {
		return flow, true, nil
	}
	age := e.flows.age()
	ws, id, err := e.cfg.Store.Link(ctx, token)
	if err != nil {
		return Flow{}, false, absent(err)
	}
	p, err := e.cfg.Store.Processing(ctx, ws, id)
	if err != nil {
		return Flow{}, false, absent(err)
	}
	if outOfBin(p) != nil {
		return Flow{}, false, nil
	}
	flow, err := e.Flow(ctx, ws, p)
	if err != nil {
		return flow, true, err
	}
	e.flows.putLink(token, flow, age)
	return flow, true, nil
}

// absent is nil for an error that only says that a thing is not there.
func absent(err error) error {
	if KindOf(err) == NotFound {
		return nil
	}
	return err
}
