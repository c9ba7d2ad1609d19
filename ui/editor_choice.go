package ui

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"stanok/engine"
	"stanok/ui/page/editor"
)

// lists are what services offered for fields when they were last asked.
type lists struct {
	mu sync.Mutex
	of map[string]offered
}

type offered struct {
	all   []engine.Choice
	until time.Time
}

// Bounds of what is remembered.
const (
	offeredFor = 5 * time.Minute
	maxOffered = 500
)

func (l *lists) last(key string) (offered, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o, ok := l.of[key]
	return o, ok
}

func (l *lists) note(key string, all []engine.Choice, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil || len(l.of) >= maxOffered {
		l.of = map[string]offered{}
	}
	l.of[key] = offered{all, until}
}

// label is what a service calls a value; "" if it was not asked since the
// program started.
func (l *lists) label(a listAsked, value string) string {
	o, _ := l.last(a.key)
	for _, one := range o.all {
		if one.Value == value {
			return one.Label
		}
	}
	return ""
}

// listAsked is a list of a service that is asked for a field of the node at hand.
type listAsked struct {
	of    engine.ChoicesOf
	waits string // a field that has to be chosen first
	key   string
}

// asking gathers what the list of a field is asked with.
func (b *bench) asking(c *call, f engine.Field) listAsked {
	spec := b.Specs.Actions[b.nodeType()]
	with := map[string]any{}
	_ = json.Unmarshal(b.known.Plan.Node(b.node()).With, &with)
	a := listAsked{of: engine.ChoicesOf{Service: spec.Service, List: f.List, Input: map[string]any{}}}
	a.of.Connection, _ = with["connection"].(string)
	for _, name := range f.Needs {
		text, plain := with[name].(string)
		if with[name] == nil || plain && (text == "" || strings.Contains(text, "{{")) {
			a.waits = name
		}
		a.of.Input[name] = with[name]
	}
	key, _ := json.Marshal([]any{c.ws, a.of})
	a.key = string(key)
	return a
}

func (b *bench) nodeType() string { return b.known.Plan.Node(b.node()).Type }

// showChoices is the dialog of what a service offers for a field: at once
// without them, and then with what the service answered.
func (u *UI) showChoices(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	spec := b.Specs.Actions[b.nodeType()]
	path := c.QueryParam("field")
	f, ok := fieldAt(spec.Fields, strings.Split(path, "."))
	if !ok || f.List == "" || u.Services == nil {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	a := b.asking(c, f)
	title, _ := b.Say("field."+spec.Type+"."+path, nil)
	view := editor.ChoicesView{Title: title, Source: b.ChoicesFrom(path), Query: c.QueryParam("q")}
	last, known := u.lists.last(a.key)
	known = known && u.Clock.Now().Before(last.until) && !c.QueryParams().Has("fresh")
	v := u.voice(c)
	switch {
	case a.of.Connection == "" && u.needsConnection(spec.Service):
		view.Wrong = v.T("choices.connect")
	case a.waits != "":
		first, _ := b.Say("field."+spec.Type+"."+a.waits, nil)
		view.Wrong = v.T("choices.first", "name", first)
	case known:
		view.All = matching(last.all, view.Query)
	case !c.QueryParams().Has("asked"):
		view.Asking = true
	default:
		all, err := u.Services.Choices(c.Request().Context(), c.ws, a.of)
		if err != nil {
			view.Wrong, view.Again = u.sentence(c, err), true
			break
		}
		u.lists.note(a.key, all, u.Clock.Now().Add(offeredFor))
		view.All = matching(all, view.Query)
	}
	switch {
	case c.QueryParams().Has("q"):
		return c.dialog(editor.ChoiceOptions(v, view))
	case c.QueryParams().Has("asked"):
		return c.render(http.StatusOK, editor.ChoiceList(v, view))
	}
	return c.dialog(editor.Choices(v, view))
}

func (u *UI) needsConnection(name string) bool {
	s, _ := u.service(name)
	return s.Connected
}

// fieldAt is the field that a path of names leads to.
func fieldAt(fields []engine.Field, path []string) (engine.Field, bool) {
	i := slices.IndexFunc(fields, func(f engine.Field) bool { return f.Name == path[0] })
	if i < 0 {
		return engine.Field{}, false
	}
	if len(path) == 1 {
		return fields[i], true
	}
	return fieldAt(fields[i].Fields, path[1:])
}

// matching are the choices whose label or value holds what was typed.
func matching(all []engine.Choice, query string) []editor.ChoiceView {
	find := engine.Fold(strings.TrimSpace(query))
	found := []editor.ChoiceView{}
	for _, one := range all {
		if strings.Contains(engine.Fold(one.Label+" "+one.Value), find) {
			found = append(found, editor.ChoiceView{Value: one.Value, Label: one.Label})
		}
	}
	return found
}
