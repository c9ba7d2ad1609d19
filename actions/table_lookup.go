package actions

import (
	"context"
	"encoding/json"
	"maps"

	"stanok/engine"
	"stanok/engine/eval"
)

// tableLookup finds a row of a mapping table.
type tableLookup struct{ Deps }

type tableLookupConfig struct {
	Table   string                     `json:"table"`
	Keys    map[string]json.RawMessage `json:"keys"`
	Missing string                     `json:"missing"`
	Default map[string]json.RawMessage `json:"default"`
}

func (tableLookup) Spec() engine.Spec {
	return engine.Spec{
		Type: "table.lookup", Version: 1, Group: "data", Help: help("table_lookup"),
		Fields: []engine.Field{
			{Name: "table", Type: engine.TableField, Required: true},
			{Name: "keys", Type: engine.PairsField, Required: true},
			{Name: "missing", Type: engine.ChoiceField, Options: []string{"empty", "fail", "default"}, Default: "empty"},
			{Name: "default", Type: engine.PairsField},
		},
		Outputs: []string{"found"},
		Codes:   []string{"table.unknown", "table.keys", "table.missing", "value.missing", "value.kind", "value.limit"},
	}
}

func (a tableLookup) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c tableLookupConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	keys, fallback := f.pairs("keys", c.Keys, eval.Plain), f.pairs("default", c.Default, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		key, err := valuesOf("keys", keys, env)
		if err != nil {
			return engine.Outcome{}, err
		}
		out := engine.Outcome{Input: map[string]any{"table": c.Table, "keys": key}}
		if a.Tables == nil {
			return out, within("table", refused("table.unknown", "name", c.Table))
		}
		found, err := a.find(ctx, in, c.Table, key)
		if err != nil {
			return out, within(atFault(err), err)
		}
		out.Input = map[string]any{"table": c.Table, "keys": key, "table_version": number(found.Version)}
		if !found.Found && c.Missing == "fail" {
			return out, within("keys", refused("table.missing", "table", c.Table, "key", found.Key))
		}
		row := found.Row
		if !found.Found && c.Missing == "default" {
			if row, err = valuesOf("default", fallback, env); err != nil {
				return out, err
			}
		}
		out.Output = withFound(row, found.Found)
		return out, nil
	}
	return engine.Prepared{Run: run, Effect: engine.Reads, Recalls: true}, nil
}

// find returns the row of a key, in a rehearsal the one that was found.
func (a tableLookup) find(ctx context.Context, in engine.Input, table string, key map[string]any) (engine.TableRow, error) {
	now, err := a.Tables.Find(ctx, in.Workspace, table, engine.TableKey{Named: key})
	if in.Recall == nil {
		return now, err
	}
	was, ok := in.Recall.Known(map[string]any{"table": table, "keys": key})
	row, isObject := was.(map[string]any)
	if err != nil || !ok || !isObject {
		return now, err
	}
	now.Found, now.Row = row["found"] == true, nil
	if now.Found {
		now.Row = maps.Clone(row)
		delete(now.Row, "found")
	}
	return now, nil
}

// atFault is the field that a table's error is about.
func atFault(err error) string {
	if ours(err).Code == "table.unknown" {
		return "table"
	}
	return "keys"
}

// valuesOf works out named templates.
func valuesOf(field string, pairs []pair, env eval.Env) (map[string]any, error) {
	values := make(map[string]any, len(pairs))
	for _, p := range pairs {
		v, _, err := p.value.of(env)
		if err != nil {
			return nil, within(field+"."+p.name, err)
		}
		values[p.name] = v
	}
	return values, nil
}

func withFound(row map[string]any, found bool) map[string]any {
	if row == nil {
		row = map[string]any{}
	}
	row["found"] = found
	return row
}
