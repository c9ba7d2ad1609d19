package trial

import (
	"context"
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// Lookup is what a look-up in a mapping table finds for the sample.
type Lookup struct {
	Table   string
	Keys    map[string]any // as the sample has them; secrets veiled
	Found   engine.TableRow
	Waiting []engine.NodeID // nodes that the keys read and that gave nothing yet
}

// Lookup finds the row of a node that looks one up, in the table as it is now. ok
// is false for any other node, and while nothing is to be seen: without a sample,
// a table or all of its keys.
func (k *Known) Lookup(id engine.NodeID) (found Lookup, ok bool) {
	n := k.Plan.Node(id)
	var with struct {
		Table string                     `json:"table"`
		Keys  map[string]json.RawMessage `json:"keys"`
	}
	if n.Type != "table.lookup" || k.Sample.ID == "" || json.Unmarshal(n.With, &with) != nil || with.Table == "" || len(with.Keys) == 0 {
		return found, false
	}
	found.Table, found.Keys = with.Table, map[string]any{}
	scope := k.scope(id, "")
	env := k.env(k.veiledVars(k.vars(id, scope)))
	for name, raw := range with.Keys {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			found.Keys[name] = engine.Decode(raw)
			continue
		}
		t, err := eval.ParseText(text, eval.Plain, eval.Scope(scope))
		if err != nil {
			return found, false
		}
		found.Waiting = append(found.Waiting, k.waiting(scope, t.References())...)
		if found.Keys[name], err = t.Value(env); err != nil {
			return found, false
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), runTime)
	defer cancel()
	row, err := k.rows.Find(ctx, k.workspace, with.Table, engine.TableKey{Named: found.Keys})
	found.Found = row
	return found, err == nil
}
