package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"stanok/engine"
)

// samplesKept is how many samples of one processing are remembered.
const samplesKept = 20

// processing is a processing with what goes when it goes.
type processing struct {
	about       engine.Processing
	definitions []engine.Definition // by version, from 1
	samples     []engine.Sample     // oldest first
	edits       []engine.Edit       // oldest first
	edited      int64               // greatest number of an edit
}

// PutProcessing is engine.Processings.
func (s *Store) PutProcessing(_ context.Context, ws engine.WorkspaceID, p engine.Processing, d *engine.Definition, edits ...engine.Edit) (engine.Processing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	stored := in.processings[p.ID]
	if stored == nil {
		stored = &processing{}
	}
	latest := stored.about.Latest
	if d != nil {
		latest++
	}
	other, taken := s.links[p.Token]
	switch {
	case p.Revision != stored.about.Revision:
		return engine.Processing{}, conflict("processing.revision")
	case p.Latest != latest, d != nil && d.Version != latest:
		return engine.Processing{}, conflict("processing.version")
	case stored.about.Token != "" && p.Token != stored.about.Token:
		return engine.Processing{}, invalid("processing.token")
	case taken && other != place{ws, p.ID}:
		return engine.Processing{}, conflict("processing.token_taken")
	}
	p.Revision++
	stored.about = copied(p)
	if d != nil {
		version := copied(*d)
		version.Processing = p.ID
		stored.definitions = append(stored.definitions, version)
	}
	stored.log(edits)
	in.processings[p.ID] = stored
	if p.Token != "" {
		s.links[p.Token] = place{ws, p.ID}
	}
	return copied(p), nil
}

// log adds edits, and forgets the oldest over the bounds.
func (p *processing) log(edits []engine.Edit) {
	for _, e := range edits {
		p.edited++
		e.Number, e.Revision = p.edited, p.about.Revision
		p.edits = append(p.edits, copied(e))
	}
	kept, size := len(p.edits), 0
	for kept > 0 && len(p.edits)-kept < engine.MaxEdits {
		if size += p.edits[kept-1].Size(); size > engine.MaxEditBytes && kept < len(p.edits) {
			break
		}
		kept--
	}
	p.edits = p.edits[kept:]
}

// ListEdits is engine.Processings.
func (s *Store) ListEdits(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, after int64, limit int) ([]engine.Edit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.in(ws).processings[id]
	if p == nil {
		return nil, nil
	}
	var all []engine.Edit
	for _, e := range slices.Backward(p.edits) {
		if e.Revision <= after || limit > 0 && len(all) == limit {
			break
		}
		all = append(all, copied(e))
	}
	return all, nil
}

// Processing is engine.Processings.
func (s *Store) Processing(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) (engine.Processing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.processing(ws, id)
	if err != nil {
		return engine.Processing{}, err
	}
	return copied(p.about), nil
}

// ListProcessings is engine.Processings.
func (s *Store) ListProcessings(_ context.Context, ws engine.WorkspaceID) ([]engine.Processing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Processing
	for _, p := range s.in(ws).processings {
		all = append(all, copied(p.about))
	}
	slices.SortFunc(all, func(a, b engine.Processing) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// DeleteProcessing is engine.Processings.
func (s *Store) DeleteProcessing(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.processing(ws, id)
	if err != nil {
		return err
	}
	in := s.in(ws)
	for _, o := range in.operations {
		if o.op.Processing == id && !o.op.State.Final() {
			o.cancel(now)
		}
	}
	for k := range in.values {
		if k.processing == id {
			delete(in.values, k)
		}
	}
	delete(in.alerts, id)
	delete(in.vigils, id)
	delete(s.links, p.about.Token)
	delete(in.processings, id)
	return nil
}

// Definition is engine.Processings.
func (s *Store) Definition(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, version int) (engine.Definition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.in(ws).processings[id]
	if p == nil || version < 1 || version > len(p.definitions) {
		return engine.Definition{}, notFound("definition.not_found")
	}
	return copied(p.definitions[version-1]), nil
}

// ListDefinitions is engine.Processings.
func (s *Store) ListDefinitions(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) ([]engine.Definition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.in(ws).processings[id]
	if p == nil {
		return nil, nil
	}
	all := copied(p.definitions)
	slices.Reverse(all)
	return all, nil
}

// Link is engine.Processings.
func (s *Store) Link(_ context.Context, token string) (engine.WorkspaceID, engine.ProcessingID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.links[token]
	if !ok {
		return "", "", notFound("link.not_found")
	}
	return at.workspace, at.processing, nil
}

// AddSample is engine.Processings.
func (s *Store) AddSample(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, sample engine.Sample) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.processing(ws, id)
	if err != nil {
		return err
	}
	p.samples = append(p.samples, copied(sample))
	p.samples = p.samples[max(0, len(p.samples)-samplesKept):]
	return nil
}

// ListSamples is engine.Processings.
func (s *Store) ListSamples(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) ([]engine.Sample, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.in(ws).processings[id]
	if p == nil {
		return nil, nil
	}
	all := copied(p.samples)
	slices.Reverse(all)
	return all, nil
}

// DropSamples is engine.Processings.
func (s *Store) DropSamples(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, which func(engine.Sample) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.in(ws).processings[id]; p != nil {
		p.samples = slices.DeleteFunc(p.samples, which)
	}
	return nil
}

func (s *Store) processing(ws engine.WorkspaceID, id engine.ProcessingID) (*processing, error) {
	if p := s.in(ws).processings[id]; p != nil {
		return p, nil
	}
	return nil, notFound("processing.not_found")
}
