package ui

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/part"
)

// Bounds of a comparison: of the values that are looked at on each side, and of
// the rows that are shown.
const (
	maxLeaves   = 20_000
	maxCompared = 400
)

// operationCompare shows what an operation received beside what the last one that
// succeeded did.
func (u *UI) operationCompare(c *call) error {
	o, err := u.opened(c)
	if err != nil {
		return err
	}
	good, err := u.lastSuccess(c, o.Operation)
	if err != nil {
		return err
	}
	other := opened{Operation: good}
	if other.plan, err = u.Engine.PlanOf(c.Request().Context(), c.ws, good); err != nil {
		other.plan = u.planOfKept(c.Request().Context(), c.ws, good)
	}
	v := u.voice(c)
	view := history.CompareView{
		Title: v.T("compare.title"), Back: part.LinkView{Text: v.T("op.back"), Href: o.href(url.Values{})},
		This: part.LinkView{Text: v.Moment(o.Created, u.now(c)), Href: o.href(url.Values{})}, ThisStatus: part.OperationStatus(v, string(o.State)),
		Other: part.LinkView{Text: v.Moment(good.Created, u.now(c)), Href: "/ops/" + string(good.ID)}, OtherStatus: part.OperationStatus(v, string(good.State)),
	}
	compare(&view, u.value(o, sourceKey, outSide), u.value(other, sourceKey, outSide))
	return u.show(c, http.StatusOK, page.FrameView{Title: view.Title}, "operations", history.Compare(v, view))
}

// compare fills in the rows: what differs first, in the order in which it stands.
func compare(view *history.CompareView, this, other json.RawMessage) {
	mine, order := received(this)
	theirs, rest := received(other)
	for _, path := range rest {
		if _, known := mine[path]; !known {
			order = append(order, path)
		}
	}
	var same []history.CompareRow
	for _, path := range order {
		a, here := mine[path]
		b, there := theirs[path]
		r := history.CompareRow{Path: path, This: a, Other: b}
		switch {
		case here && there && a == b:
			same = append(same, r)
			continue
		case !there:
			r.Look = "added"
		case !here:
			r.Look = "gone"
		default:
			r.Look = "changed"
		}
		view.Rows = append(view.Rows, r)
	}
	view.Differ, view.Same = len(view.Rows), len(same)
	view.Rows = append(view.Rows, same...)
	view.Cut = max(0, len(view.Rows)-maxCompared)
	view.Rows = view.Rows[:min(len(view.Rows), maxCompared)]
}

// received are the leaves of what a source received, each told once: a field that
// is a parameter too as that, and a body that could be read not as a text.
func received(raw json.RawMessage) (values map[string]string, order []string) {
	values, all := leaves(raw)
	for _, path := range all {
		inJSON, isJSON := strings.CutPrefix(path, `["json"]`)
		_, twice := values[inJSON]
		if path == `["body"]` && len(all) > 1 || isJSON && twice {
			delete(values, path)
			continue
		}
		order = append(order, path)
	}
	return values, order
}

// leaves are the values of a JSON text by their paths, and these in the order in
// which they stand.
func leaves(raw json.RawMessage) (values map[string]string, order []string) {
	values = map[string]string{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var walk func(steps []any, hidden bool) bool
	walk = func(steps []any, hidden bool) bool {
		t, err := d.Token()
		if err != nil || len(values) >= maxLeaves || len(steps) > 200 {
			return false
		}
		if t == json.Delim('{') || t == json.Delim('[') {
			for i := 0; d.More(); i++ {
				step, secret := any(i), hidden
				if t == json.Delim('{') {
					key, err := d.Token()
					name, _ := key.(string)
					if err != nil {
						return false
					}
					step, secret = name, hidden || looksSecret(name)
				}
				if !walk(append(steps[:len(steps):len(steps)], step), secret) {
					return false
				}
			}
			_, err := d.Token()
			return err == nil
		}
		text := clipRunes(eval.TextOf(t), maxOrigin)
		if t == nil {
			text = "null"
		}
		if hidden {
			text = "••••"
		}
		path := eval.PathOf(steps...)
		if _, twice := values[path]; !twice {
			order = append(order, path)
		}
		values[path] = text
		return true
	}
	walk(nil, false)
	return values, order
}

// foundIn are the values of a step's side that a text is in, with their paths.
func foundIn(raw json.RawMessage, text string) (all []part.FactView) {
	values, order := leaves(raw)
	folded := engine.Fold(text)
	for _, path := range order {
		if len(all) == maxFound {
			break
		}
		if strings.Contains(engine.Fold(path+"\n"+values[path]), folded) {
			all = append(all, part.FactView{Name: path, Value: values[path]})
		}
	}
	return all
}

// maxFound is how many values a search in a tree shows.
const maxFound = 50
