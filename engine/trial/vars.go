package trial

import (
	"context"
	"encoding/json"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// SourceID stands for the source where a node's id is asked for.
const SourceID engine.NodeID = "source"

// scope is what a field of a node may refer to. An action with a connection adds
// its fields, and what judges an answer sees the answer.
func (k *Known) scope(at engine.NodeID, field string) engine.Scope {
	if at == SourceID || at == "" {
		return engine.Scope{"source": k.Plan.Source.Outputs, "processing": {"id", "name"}}
	}
	s := k.Plan.Scope(at)
	if _, name := connectionOf(k.catalogue, k.Plan.Node(at)); name != "" {
		s["connection"] = nil
		if c, ok := k.connections[name]; ok {
			s["connection"] = append(keysOf(plainFields(c)), c.SecretNames...)
		}
	}
	if strings.Contains(field, "success.") {
		s["answer"] = nil
	}
	return s
}

// vars are the values behind a scope's names, as the engine gives them to a run.
// What is not known is left out, which reads as empty.
func (k *Known) vars(at engine.NodeID, scope engine.Scope) map[string]any {
	vars := map[string]any{}
	for name := range scope {
		if v, ok := k.start()[name]; ok {
			vars[name] = v
		} else if o, ok := k.outputs[engine.NodeID(name)]; ok {
			vars[name] = o.value
		}
	}
	for _, id := range slices.Backward(k.Plan.Around(at)) {
		k.enter(id, vars)
	}
	if _, ok := scope["connection"]; ok {
		vars["connection"] = k.connection(at)
	}
	if o, ok := k.Last(at); ok && inScope(scope, "answer") {
		vars["answer"] = o.value
	}
	return vars
}

// start are the variables before the first node.
func (k *Known) start() map[string]any {
	if k.base == nil {
		op := engine.Operation{ID: "sample", Processing: k.Processing.ID, Created: k.now, Event: k.Sample.Event}
		plan := *k.Plan
		if k.Sample.ID == "" {
			plan.Source.Value = nil
		}
		base, err := plan.Vars(op)
		if err != nil { // an event that the source cannot read any more
			plan.Source.Value = nil
			base, _ = plan.Vars(op)
		}
		k.base = base
	}
	return k.base
}

// enter puts what a loop's inside sees of it into vars.
func (k *Known) enter(loop engine.NodeID, vars map[string]any) {
	each, _, ok := k.Loop(loop)
	if !ok || len(each.Items) == 0 {
		return
	}
	turn := min(max(k.Turn[loop], 0), len(each.Items)-1)
	name := each.As
	if name == "" {
		name = "item"
	}
	vars[name], vars["index"] = each.Items[turn], json.Number(strconv.Itoa(turn))
}

// Loop is what a loop goes over in the sample. ok is false for a node that is
// none, or that has problems; err is what the loop says of the sample.
func (k *Known) Loop(id engine.NodeID) (each engine.Each, err error, ok bool) {
	p := k.Plan.Prepared(id)
	if p.Inside == nil || p.Effect != engine.Pure {
		return each, nil, false
	}
	if each, ok := k.each[id]; ok {
		return each, nil, true
	}
	out, err := k.run(p, id, k.vars(id, k.scope(id, "")))
	each, _ = out.Next.(engine.Each)
	if err == nil {
		k.each[id] = each
	}
	return each, err, true
}

// runTime bounds how long an action may take for the editor.
const runTime = 2 * time.Second

// run does the work of a node that has no effect, outside of any operation.
func (k *Known) run(p engine.Prepared, id engine.NodeID, vars map[string]any) (engine.Outcome, error) {
	if p.Effect != engine.Pure || p.Run == nil {
		return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "trial.no_action", Args: map[string]string{"action": string(id)}}
	}
	ctx, cancel := context.WithTimeout(context.Background(), runTime)
	defer cancel()
	return p.Try(ctx, engine.Input{
		Workspace: k.workspace, Processing: k.Processing.ID, Operation: "sample", Root: "sample", Node: id, Key: "sample/" + string(id),
		Attempt: 1, Now: k.now, Pretend: true, Vars: vars, Log: slog.New(slog.DiscardHandler),
	})
}

// connection is what expressions see as connection, secrets veiled.
func (k *Known) connection(at engine.NodeID) map[string]any {
	_, name := connectionOf(k.catalogue, k.Plan.Node(at))
	c, ok := k.connections[name]
	if !ok {
		return nil
	}
	vars := plainFields(c)
	for _, s := range c.SecretNames {
		vars[s] = veiled{}
	}
	return vars
}

// plainFields are a connection's fields that are no secrets.
func plainFields(c engine.SealedConnection) map[string]any {
	fields := make(map[string]any, len(c.Fields))
	for name, v := range c.Fields {
		fields[name] = v
	}
	return fields
}

// env is what texts are worked out with: the same as for an action of an
// operation that begins now.
func (k *Known) env(vars map[string]any) eval.Env {
	return eval.Env{Vars: vars, Runtime: eval.Runtime{
		Now: k.now, UUID: func() string { return "00000000-0000-4000-8000-000000000000" }, Lookup: k.lookup,
	}}
}

// lookup reads a mapping table as it is now.
func (k *Known) lookup(table string, key any) (any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), runTime)
	defer cancel()
	found, err := k.rows.Find(ctx, k.workspace, table, engine.KeyOf(key))
	if err != nil || !found.Found {
		return nil, err
	}
	return found.Row, nil
}

// veiledVars are vars with what sounds secret veiled, for whatever is shown.
func (k *Known) veiledVars(vars map[string]any) map[string]any {
	all := make(map[string]any, len(vars))
	for name, v := range vars {
		all[name] = k.veiled(v)
	}
	return all
}

// veiled is hidden(v), worked out once for each object: every field of a draft
// asks for the same large ones.
func (k *Known) veiled(v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return hidden(v)
	}
	at := reflect.ValueOf(object).Pointer()
	known, ok := k.veils[at]
	if !ok {
		known = veiling{object, hidden(object)}
		k.veils[at] = known
	}
	return known.hidden
}

// veiling is an object and what is shown of it. It holds the object, so that no
// other comes to lie where it lay.
type veiling struct {
	object map[string]any
	hidden any
}

func inScope(s engine.Scope, name string) bool {
	_, ok := s[name]
	return ok
}
