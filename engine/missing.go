package engine

import (
	"context"
	"encoding/json"
	"errors"
)

// Missing lists what a definition names in its workspace and is not there: mapping
// tables, and processings that it calls or watches.
func (e *Engine) Missing(ctx context.Context, ws WorkspaceID, def Definition) (Problems, error) {
	var found Problems
	look := func(node NodeID, under string, spec Spec, with json.RawMessage) error {
		for _, m := range Mentions(spec.Fields, with) {
			problem, err := e.missing(ctx, ws, m, node != "")
			if err != nil {
				return err
			}
			if problem != nil {
				found = append(found, Problem{Node: node, Field: under + "." + m.Field, Code: problem.Code, Args: problem.Args})
			}
		}
		return nil
	}
	spec, _ := e.SourceSpec(def.Source.Type)
	if err := look("", "source.with", spec, def.Source.With); err != nil {
		return nil, err
	}
	for _, n := range def.Nodes {
		spec, _ = e.Spec(n.Type)
		if err := look(n.ID, "with", spec, n.With); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// missing says what is wrong with what is named, or called; nil if nothing is.
func (e *Engine) missing(ctx context.Context, ws WorkspaceID, m Mention, called bool) (*Error, error) {
	var err error
	switch m.Kind {
	case TableField:
		if _, err = e.cfg.Store.TableByName(ctx, ws, m.Name); KindOf(err) == NotFound {
			return unknownTable(m.Name), nil
		}
	case ProcessingField:
		var p Processing
		p, err = e.processingNamed(ctx, ws, m.Name)
		if problem := (*Error)(nil); errors.As(err, &problem) && (problem.Kind == NotFound || problem.Kind == Invalid) {
			return problem, nil
		}
		if err == nil && called && !e.mayBeCalled(p) {
			return notCallable(p.Name), nil
		}
	}
	return nil, err
}

// mayBeCalled reports whether a processing's draft, or the version that runs, has
// a source for calls.
func (e *Engine) mayBeCalled(p Processing) bool {
	def, _ := e.cfg.Read(p.Draft)
	return def.Source.Type == CallSource
}

// processingNamed finds a processing by its id or else by its name, which must
// then be its alone. It fails with NotFound, code "call.unknown", or Invalid,
// "call.ambiguous".
func (e *Engine) processingNamed(ctx context.Context, ws WorkspaceID, named string) (Processing, error) {
	p, err := e.at(ctx, ws, ProcessingID(named), 0)
	if KindOf(err) != NotFound {
		return p, err
	}
	all, err := e.cfg.Store.ListProcessings(ctx, ws)
	if err != nil {
		return Processing{}, err
	}
	var found []Processing
	for _, p := range all {
		if p.Name == named && outOfBin(p) == nil {
			found = append(found, p)
		}
	}
	args := map[string]string{"name": clip(named, 100)}
	switch len(found) {
	case 0:
		return Processing{}, &Error{Kind: NotFound, Code: "call.unknown", Args: args, Field: "with.processing"}
	case 1:
		return found[0], nil
	}
	return Processing{}, &Error{Kind: Invalid, Code: "call.ambiguous", Args: args, Field: "with.processing"}
}
