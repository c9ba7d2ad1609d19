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
// take from the connection: {{ connection.key }}. No secret is in its error.
func Probe(ctx context.Context, out Sender, c engine.Connection, address string) (status int, err error) {
	a := httpRequest{Deps{Egress: out}}
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
	keys, err := openConnection(ctx, oneConnection{c}, engine.Input{}, c.Name)
	if err != nil {
		return 0, err
	}
	hide := newRedactor(keys.secrets()...)
	req, err := p.request(with(a.envOf(ctx, engine.Input{}), "connection", keys.vars()), keys, engine.Input{})
	if err != nil {
		return 0, hide.err(err)
	}
	answer, err := a.Egress.Do(ctx, req)
	if err != nil {
		return 0, hide.err(err)
	}
	return answer.Status, nil
}
