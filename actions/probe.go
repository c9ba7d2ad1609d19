package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
)

// oneConnection is a keyring of one.
type oneConnection struct{ c engine.Connection }

func (k oneConnection) Open(context.Context, engine.WorkspaceID, string) (engine.Connection, error) {
	return k.c, nil
}

// Probe reads an address with a connection's credentials, as an http.request
// would, and returns the status of the answer, whatever it is. The address may
// take from the connection: {{ connection.key }}. Of d it needs Egress, Tokens and
// Clock. No secret is in its error.
func Probe(ctx context.Context, d Deps, ws engine.WorkspaceID, c engine.Connection, address string) (status int, err error) {
	d.Keyring = oneConnection{c}
	a := httpRequest{d}
	config, err := json.Marshal(map[string]string{"method": "GET", "url": address, "connection": c.Name, "timeout": "15s"})
	if err != nil {
		return 0, err
	}
	var read httpRequestConfig
	f := readForm(a.Spec().Fields, config, nil, &read)
	p := f.httpPlan(read)
	if problems := engine.ProblemsOf(f.err()); len(problems) > 0 {
		return 0, &engine.Error{Kind: engine.Invalid, Code: problems[0].Code, Args: problems[0].Args}
	}
	in := engine.Input{Workspace: ws}
	one := sending{Deps: d, plan: p, in: in, base: a.envOf(ctx, in), hide: newRedactor()}
	if err := one.open(ctx, false); err != nil {
		return 0, one.hide.err(err)
	}
	answer, err := one.do(ctx)
	if err != nil {
		return 0, one.hide.err(err)
	}
	return answer.Status, nil
}
