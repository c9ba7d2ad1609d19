package ui

import (
	"net/http"
	"net/url"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/origin"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// operationOrigin tells where a value of an operation came from.
func (u *UI) operationOrigin(c *call) error {
	o, err := u.opened(c)
	if err != nil {
		return err
	}
	step, side, path := c.QueryParam("step"), c.QueryParam("side"), c.QueryParam("path")
	steps, ok := stepsAt(path)
	key := engine.StepKey(step)
	if step == sourceKey {
		key, side = "", outSide
	}
	var link origin.Link
	if ok = ok && (side == inSide || side == outSide); ok {
		h := origin.History{Plan: o.plan, Operation: o.Operation, Steps: o.steps}
		link, ok = h.Of(key, origin.Side(side), steps)
	}
	if !ok {
		return &engine.Error{Kind: engine.NotFound, Code: "operation.no_value"}
	}
	v := u.voice(c)
	view := history.OriginView{Link: u.originLink(c, v, o, link), Back: part.LinkView{Text: v.T("op.back"), Href: o.href(url.Values{"step": {step}})}}
	if c.part() {
		return c.dialog(history.OriginDialog(v, view))
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("origin.title")}, "operations", history.OriginPage(v, view))
}

// stepsAt reads a canonical path.
func stepsAt(path string) ([]any, bool) {
	if path == "" || len(path) > 2000 {
		return nil, path == ""
	}
	parsed, err := eval.ParsePath(path)
	if err != nil {
		return nil, false
	}
	return parsed.Steps()
}

// maxOrigin bounds what is shown of one value, in runes.
const maxOrigin = 300

func (u *UI) originLink(c *call, v words.Voice, o opened, l origin.Link) history.OriginLink {
	shown := history.OriginLink{Path: l.Path, Said: clipRunes(l.Said, maxOrigin), Side: v.T("origin." + string(l.Side)), Known: l.Known}
	if l.Asked {
		shown.Side, shown.Asked = v.T("origin.answer"), v.T("origin.asked")
	}
	switch k, ok := o.digest.knot(l.Node); {
	case l.Node == origin.SourceID:
		shown.Bead, shown.Name, shown.Side = part.BeadView{Number: "1", Kind: "source"}, u.typeName(c.lang, o.Event.Source), v.T("origin.received")
		shown.Href = o.href(url.Values{"step": {sourceKey}})
	case ok:
		shown.Bead, shown.Name = part.BeadView{Number: k.number, Kind: k.kind}, u.name(c.lang, k)
		shown.Href = o.href(url.Values{"step": {string(l.Step)}})
	default:
		shown.Bead, shown.Name, shown.Side = part.BeadView{Number: "·", Kind: "tools"}, string(l.Node), ""
		if key := "editor.group." + string(l.Node); v.Has(key) {
			shown.Name = v.T(key)
		}
	}
	if l.Known {
		shown.Value = clipRunes(eval.TextOf(l.Value), maxOrigin)
	}
	if steps, ok := stepsAt(l.Path); ok {
		for _, s := range steps {
			if name, isName := s.(string); isName && looksSecret(name) {
				shown.Value = "••••"
			}
		}
	}
	if l.Node == "connection" {
		shown.Value, shown.Known = "••••", true
	}
	for _, from := range l.From {
		shown.From = append(shown.From, u.originLink(c, v, o, from))
	}
	return shown
}
