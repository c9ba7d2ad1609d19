package ui

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/part"
	"stanok/ui/words"
)

// causeView says why the operation failed, and what fits the cause.
func (u *UI) causeView(c *call, v words.Voice, o opened) *part.CauseView {
	f := o.Failure
	if f == nil {
		return nil
	}
	cause := &part.CauseView{ID: "cause", Look: "fail"}
	if o.State == engine.UncertainState {
		cause.Look = "warn"
	}
	cause.What, cause.Why = u.sayFailure(c, f)
	k, known := o.digest.knot(f.Node)
	if id := f.Args["operation"]; id != "" && strings.HasPrefix(f.Code, "call.") {
		cause.Actions = append(cause.Actions, part.ButtonView{Text: v.T("op.called"), Href: "/ops/" + url.PathEscape(id), Look: part.Primary, TestID: "called"})
	}
	if add := o.missingRow(); add != "" && c.role.Includes(engine.Editor) {
		cause.Actions = append(cause.Actions, part.ButtonView{Text: v.T("tables.add_row"), Icon: "plus", Href: add, Look: part.Primary, TestID: "add-row-to-table"})
	}
	if known && o.flowNow {
		if aboutConnection(f) {
			cause.Actions = append(cause.Actions, u.connectionOf(c, v, o.plan.Node(k.id)))
		}
		step := part.ButtonView{Text: v.T("op.step", "n", k.number, "name", u.name(c.lang, k)), Href: "/p/" + string(o.Processing) + "?at=" + string(k.id) + fieldAnchor(k.id, f.Field)}
		if len(cause.Actions) == 0 {
			step.Look = part.Primary
		}
		cause.Actions = append(cause.Actions, step)
	}
	fact := func(key, value string) {
		if value != "" {
			cause.Technical = append(cause.Technical, part.FactView{Name: v.T(key), Value: value})
		}
	}
	fact("op.fact.code", f.Code)
	fact("op.fact.action", string(f.Node))
	fact("op.fact.field", f.Field)
	fact("op.fact.at", f.At.UTC().Format(time.RFC3339))
	fact("op.fact.operation", string(o.ID))
	args := f.Args
	if !c.seesValues() {
		args = harmless(f)
	}
	for _, name := range []string{"host", "status", "connection"} {
		fact("op.fact."+name, args[name])
	}
	if !c.seesValues() {
		return cause
	}
	cause.Body = clipped(f.Detail, 4<<10)
	for _, s := range o.steps {
		if s.Node == f.Node && (s.State == engine.StepFailed || s.State == engine.StepUncertain) {
			cause.Curl = curlOf(s)
			u.answered(v, s, cause)
		}
	}
	return cause
}

// answered adds what the other side answered.
func (u *UI) answered(v words.Voice, s engine.Step, cause *part.CauseView) {
	out, _ := engine.Decode(head(s.Output)).(map[string]any)
	headers, _ := out["headers"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if value, _ := headers[name].(string); value != "" && !looksSecret(name) {
			cause.Technical = append(cause.Technical, part.FactView{Name: name, Value: clipRunes(value, 200)})
		}
	}
	if body, _ := out["body"].(string); body != "" {
		cause.Body = clipped(body, 4<<10)
	}
}

// connectionOf leads to the connection that an action uses.
func (u *UI) connectionOf(c *call, v words.Voice, n engine.Node) part.ButtonView {
	b := part.ButtonView{Text: v.T("op.connection"), Icon: "plug", Href: "/connections", Look: part.Primary}
	with, _ := engine.Decode(n.With).(map[string]any)
	name, _ := with["connection"].(string)
	all, err := u.Store.ListConnections(c.Request().Context(), c.ws)
	for _, one := range all {
		if err == nil && one.Name == name {
			b.Text, b.Href = v.T("op.connection.one", "name", name), "/connections/"+url.PathEscape(string(one.ID))
		}
	}
	return b
}

// fieldAnchor leads within the editor's panel to the field that is at fault.
func fieldAnchor(id engine.NodeID, field string) string {
	if field == "" {
		return ""
	}
	return "#f-actions." + string(id) + "." + strings.NewReplacer("[", ".", "]", "").Replace(field)
}

// missingRow is the address where the row is added that the operation failed for
// want of; "" if it failed of anything else.
func (o opened) missingRow() string {
	if o.Failure.Code != "table.missing" {
		return ""
	}
	for _, s := range o.steps {
		var input struct {
			Table string
			Keys  map[string]any
		}
		if s.Node == o.Failure.Node && s.State == engine.StepFailed && json.Unmarshal(s.Input, &input) == nil {
			input.Keys, _ = engine.Decode(s.Input).(map[string]any)["keys"].(map[string]any)
			return addRow(trial.Lookup{Table: input.Table, Keys: input.Keys})
		}
	}
	return ""
}

// aboutConnection reports whether a failure is mended in a connection.
func aboutConnection(f *engine.Failure) bool {
	return strings.HasPrefix(f.Code, "connection.") || f.Code == "http.status" && (f.Args["status"] == "401" || f.Args["status"] == "403")
}
