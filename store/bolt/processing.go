package bolt

import (
	"context"
	"encoding/binary"
	"slices"

	"stanok/engine"
)

// processingThing is what the lock of a processing and its samples is for.
func processingThing(ws engine.WorkspaceID, id engine.ProcessingID) thing {
	return thing{"processing " + string(ws), string(id)}
}

// PutProcessing is engine.Processings.
func (s *Store) PutProcessing(_ context.Context, ws engine.WorkspaceID, p engine.Processing, d *engine.Definition, edits ...engine.Edit) (engine.Processing, error) {
	defer s.things.lockAll(processingThing(ws, p.ID), thing{"link", p.Token})()
	var stored engine.Processing
	err := s.view(func(tx *reading) error {
		if _, err := s.entities.read(tx, processingBucket, inWorkspace(ws, p.ID), &stored); err != nil {
			return err
		}
		if err := follows(&stored, &p, d); err != nil {
			return err
		}
		return s.linkFree(tx, ws, &p)
	})
	if err != nil {
		return engine.Processing{}, err
	}
	p.Revision++
	p.Draft = slices.Clone(p.Draft)
	c := s.newChange()
	if err := c.entity(s.entities, processingBucket, inWorkspace(ws, p.ID), &p); err != nil {
		return engine.Processing{}, err
	}
	if d != nil {
		version := *d
		version.Processing = p.ID
		if err := c.entity(s.entities, definitionBucket, definitionKey(ws, p.ID, d.Version), &version); err != nil {
			return engine.Processing{}, err
		}
	}
	if err := s.log(c, ws, &p, edits); err != nil {
		return engine.Processing{}, err
	}
	if p.Token != "" && stored.Token == "" {
		c.put(linkBucket, linkKey(p.Token), pair(ws, p.ID))
	}
	return p, s.write(c)
}

// follows refuses a processing that is not the one after what is stored.
func follows(stored, p *engine.Processing, d *engine.Definition) error {
	latest := stored.Latest
	if d != nil {
		latest++
	}
	switch {
	case p.Revision != stored.Revision:
		return conflict("processing.revision")
	case p.Latest != latest, d != nil && d.Version != latest:
		return conflict("processing.version")
	case stored.Token != "" && p.Token != stored.Token:
		return invalid("processing.token")
	}
	return nil
}

// linkFree refuses a token that leads to another processing.
func (s *Store) linkFree(tx *reading, ws engine.WorkspaceID, p *engine.Processing) error {
	payload, err := linkBucket.get(tx, linkKey(p.Token))
	if payload == nil || err != nil {
		return err
	}
	if theirs, id, ok := unpair(payload); !ok || theirs != string(ws) || id != string(p.ID) {
		return conflict("processing.token_taken")
	}
	return nil
}

// Processing is engine.Processings.
func (s *Store) Processing(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) (engine.Processing, error) {
	return one[engine.Processing](s, processingBucket, inWorkspace(ws, id), "processing.not_found")
}

// ListProcessings is engine.Processings.
func (s *Store) ListProcessings(_ context.Context, ws engine.WorkspaceID) (all []engine.Processing, err error) {
	err = s.view(func(tx *reading) error {
		all, err = s.listed.list(s.entities, tx, ws)
		return err
	})
	return all, err
}

// Definition is engine.Processings.
func (s *Store) Definition(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, version int) (engine.Definition, error) {
	return one[engine.Definition](s, definitionBucket, definitionKey(ws, id, version), "definition.not_found")
}

// ListDefinitions is engine.Processings.
func (s *Store) ListDefinitions(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) ([]engine.Definition, error) {
	all, err := list[engine.Definition](s, definitionBucket, inProcessing(ws, id))
	slices.Reverse(all)
	return all, err
}

// Link is engine.Processings.
func (s *Store) Link(_ context.Context, token string) (ws engine.WorkspaceID, id engine.ProcessingID, err error) {
	err = s.view(func(tx *reading) error {
		payload, err := linkBucket.get(tx, linkKey(token))
		if err != nil {
			return err
		}
		if payload == nil {
			return notFound("link.not_found")
		}
		a, b, ok := unpair(payload)
		if !ok {
			return damaged(linkBucket, errCut)
		}
		ws, id = engine.WorkspaceID(a), engine.ProcessingID(b)
		return nil
	})
	return ws, id, err
}

// samplesKept is how many samples of one processing are remembered.
const samplesKept = 20

// AddSample is engine.Processings.
func (s *Store) AddSample(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, sample engine.Sample) error {
	defer s.things.lock(processingThing(ws, id)).Unlock()
	prefix := inProcessing(ws, id)
	c := s.newChange()
	next := uint64(1)
	err := s.view(func(tx *reading) error {
		if !processingBucket.has(tx, inWorkspace(ws, id)) {
			return notFound("processing.not_found")
		}
		var stored [][]byte
		keys(tx, sampleBucket, prefix, func(key []byte) bool {
			stored = append(stored, slices.Clone(key))
			next = binary.BigEndian.Uint64(key[len(prefix):]) + 1
			return true
		})
		for len(stored) >= samplesKept {
			c.delete(sampleBucket, stored[0])
			stored = stored[1:]
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.entity(s.entities, sampleBucket, binary.BigEndian.AppendUint64(prefix, next), &sample); err != nil {
		return err
	}
	return s.write(c)
}

// DropSamples is engine.Processings.
func (s *Store) DropSamples(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID, which func(engine.Sample) bool) error {
	defer s.things.lock(processingThing(ws, id)).Unlock()
	c, found := s.newChange(), false
	err := s.view(func(tx *reading) error {
		return each(s.entities, tx, sampleBucket, inProcessing(ws, id), func(key []byte, sample engine.Sample) bool {
			if which(sample) {
				c.delete(sampleBucket, slices.Clone(key))
				found = true
			}
			return true
		})
	})
	if err != nil || !found {
		return err
	}
	return s.write(c)
}

// ListSamples is engine.Processings.
func (s *Store) ListSamples(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) ([]engine.Sample, error) {
	all, err := list[engine.Sample](s, sampleBucket, inProcessing(ws, id))
	slices.Reverse(all)
	return all, err
}
