package actions

import (
	"encoding/json"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/eval"
)

// anyConnection stands for the connection that a node of the action will name.
const anyConnection = "any"

// declaredPlan makes a declared request ready. Its expressions see input, with
// these names below it.
func declaredPlan(s connector.Service, request, success json.RawMessage, names []string) (*httpPlan, *form, error) {
	var c httpRequestConfig
	asked, more, err := split(request)
	if err != nil {
		return nil, nil, err
	}
	if len(success) > 0 {
		asked["success"] = success
	}
	if s.Connection != nil {
		asked["connection"] = marshal(anyConnection)
	}
	scope := engine.Scope{"input": names, "operation": nil, "processing": nil}
	if more.template != "" {
		scope["composed"] = nil
	}
	f := readForm(httpRequest{}.Spec().Fields, marshal(asked), scope, &c)
	plan := f.httpPlan(c)
	if s.Connection != nil {
		f.also("connection")
	}
	plan.fetch = more.fetch
	if plan.body != nil {
		plan.body.brackets = more.brackets
	}
	if more.template != "" {
		composer, err := eval.ParseJSON(more.template, f.scope)
		if err != nil {
			f.fails("body.template", err)
		}
		plan.body.composer = composer
	}
	plan.atOnce = s.Limits.AtOnce
	f.busy(plan, s.Busy)
	if s.Connection != nil && s.Connection.OAuth2 != nil {
		plan.signIn = s.Connection
	}
	return plan, f, f.err()
}

// beyond is what a declared request says beyond the config of an http.request.
type beyond struct {
	template string
	brackets bool
	fetch    bool
}

// split takes out of a declared request what the config of an http.request has
// not.
func split(request json.RawMessage) (map[string]json.RawMessage, beyond, error) {
	var asked, body map[string]json.RawMessage
	var more beyond
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, more, err
	}
	more.fetch = textOf(asked["redirect"]) == "fetch"
	delete(asked, "redirect")
	if asked["body"] == nil {
		return asked, more, nil
	}
	if err := json.Unmarshal(asked["body"], &body); err != nil {
		return nil, more, err
	}
	more.template, more.brackets = textOf(body["template"]), string(body["brackets"]) == "true"
	delete(body, "template")
	delete(body, "brackets")
	if more.template != "" && textOf(body["kind"]) == "json" {
		body["from"] = marshal("composed below")
	}
	asked["body"] = marshal(body)
	return asked, more, nil
}

// repeats sets what sending twice does, as a declaration says it.
func (p *httpPlan) repeats(how string) {
	switch how {
	case "reads":
		p.effect = engine.Reads
	case "safe":
		p.effect = engine.Repeatable
	case "once":
		p.effect = engine.Once
	}
}
