package ui

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/rehearse"
	"stanok/ui/page/editor"
	view "stanok/ui/page/rehearse"
	"stanok/ui/part"
	"stanok/ui/words"
)

// rehearsalSpeaker puts what a rehearsal has found into words.
type rehearsalSpeaker struct {
	u    *UI
	c    *call
	v    words.Voice
	now  *editor.Draft
	then *editor.Draft // the version that runs
}

func (u *UI) rehearsalSpeaker(c *call, v words.Voice, p engine.Processing) rehearsalSpeaker {
	specs := editor.SpecsOf(u.Engine.Catalogue())
	def, _ := u.Engine.Read(p.Draft)
	s := rehearsalSpeaker{u: u, c: c, v: v, now: &editor.Draft{Definition: def, Specs: specs, Voice: v}}
	s.then = s.now
	if old, err := u.Store.Definition(c.Request().Context(), c.ws, p.ID, p.Version); err == nil {
		s.then = &editor.Draft{Definition: old, Specs: specs, Voice: v}
	}
	return s
}

// name is what people call an action, of the draft or of what runs.
func (s rehearsalSpeaker) name(id engine.NodeID) string {
	if id == "" {
		return s.v.T("rehearse.reply")
	}
	for _, d := range []*editor.Draft{s.now, s.then} {
		if slices.ContainsFunc(d.Definition.Nodes, func(n engine.Node) bool { return n.ID == id }) {
			return d.Name(string(id))
		}
	}
	return string(id)
}

// sentence says what one difference is.
func (s rehearsalSpeaker) sentence(what rehearse.What, node engine.NodeID, path, look string) string {
	action := s.name(node)
	switch what {
	case rehearse.Added:
		return s.v.T("rehearse.besides", "action", action)
	case rehearse.Dropped:
		return s.v.T("rehearse.dropped", "action", action)
	case rehearse.Ends:
		return s.v.T("rehearse.ends")
	case rehearse.Failure:
		return s.v.T("rehearse.otherwise", "action", action)
	}
	return s.v.T("rehearse."+look, "field", fieldName(path), "action", action)
}

// ending says why an operation has ended otherwise, or where its record ended.
func (s rehearsalSpeaker) ending(verdict rehearse.Verdict, node engine.NodeID, f *engine.Failure) (say, try string) {
	switch {
	case verdict == rehearse.Unknown && node == "":
		return s.v.T("rehearse.toolong"), ""
	case verdict == rehearse.Unknown, verdict == rehearse.Unrecorded:
		return s.v.T("rehearse."+string(verdict), "action", s.name(node)), ""
	case f == nil:
		return "", ""
	}
	why, try := s.u.sayFailure(s.c, f)
	why = s.c.listed(why)
	if verdict == rehearse.Fails {
		return s.v.T("rehearse.fails", "action", s.name(f.Node), "say", why), try
	}
	return s.v.T("rehearse.passes", "action", s.name(f.Node), "say", why), ""
}

func (s rehearsalSpeaker) group(g rehearse.Group, times map[engine.OperationID]time.Time) view.GroupView {
	out := view.GroupView{Verdict: string(g.Verdict), Count: s.v.T("operations.count", "n", len(g.Operations))}
	if g.Verdict == rehearse.Differs {
		out.Text = s.sentence(g.What, g.Node, g.Path, g.Look)
	} else {
		out.Text, _ = s.ending(g.Verdict, g.Node, g.Failure)
	}
	for _, id := range g.Operations {
		when := s.v.Moment(times[id].In(s.c.zone), s.u.now(s.c))
		out.Rows = append(out.Rows, part.LinkView{Text: when, Href: "#r-" + string(id)})
	}
	return out
}

func (s rehearsalSpeaker) row(one rehearse.Result) view.RowView {
	look := verdictLooks[one.Verdict]
	r := view.RowView{
		ID: string(one.Operation), Href: "/ops/" + url.PathEscape(string(one.Operation)), Verdict: string(one.Verdict),
		When: s.u.when(s.c, s.v, one.Created.In(s.c.zone)), Status: part.StatusView{Look: look[0], Icon: look[1], Word: s.v.T("rehearse.verdict." + string(one.Verdict))},
	}
	if one.Verdict != rehearse.Same && one.Verdict != rehearse.Differs {
		r.Say, r.Try = s.ending(one.Verdict, one.Node, one.Failure)
	}
	for _, d := range one.Found {
		r.Found = append(r.Found, s.differ(d))
	}
	if len(one.Found) > 0 && r.Say == "" {
		d := one.Found[0]
		r.Say = s.sentence(d.What, d.Node, d.Path, r.Found[0].Look)
		if n := len(one.Found) + one.More - 1; n > 0 {
			r.Say += " " + s.v.T("rehearse.more", "n", n)
		}
	}
	if one.Asked != nil {
		r.Found = append(r.Found, view.DifferView{Of: s.name(one.Node), Path: s.v.T("rehearse.asked"), Look: "added", After: s.text(one.Asked), Hidden: !s.c.seesValues()})
	}
	if one.More > 0 {
		r.More = s.v.T("rehearse.more", "n", one.More)
	}
	return r
}

func (s rehearsalSpeaker) differ(d rehearse.Difference) view.DifferView {
	out := view.DifferView{Of: s.name(d.Node), Path: dotted(d.Path), Look: "changed", Hidden: !s.c.seesValues()}
	switch {
	case d.After == nil:
		out.Look = "gone"
	case d.Before == nil:
		out.Look = "added"
	}
	if d.What == rehearse.Ends {
		out.Of = s.v.T("rehearse.ends")
		out.Before, out.After = s.state(d.Before), s.state(d.After)
		return out
	}
	if secretPath(d.Path) {
		d.Before, d.After = hiddenValue(d.Before), hiddenValue(d.After)
	}
	out.Before, out.After = s.text(d.Before), s.text(d.After)
	return out
}

// state is an operation's state in words.
func (s rehearsalSpeaker) state(raw json.RawMessage) string {
	return part.OperationStatus(s.v, eval.TextOf(engine.Decode(raw))).Word
}

// text is a value as a person reads it.
func (s rehearsalSpeaker) text(raw json.RawMessage) string {
	if raw == nil {
		return ""
	}
	switch v := withoutSecrets(engine.Decode(raw)).(type) {
	case nil:
		return "null"
	case string:
		return cmp.Or(v, `""`)
	default:
		return string(eval.Append(nil, v))
	}
}

// dotted is a path as people read it: body.values[0].budget.
func dotted(path string) string {
	return strings.TrimPrefix(strings.NewReplacer(`["`, ".", `"]`, "").Replace(path), ".")
}

// fieldName is what a path leads to: its last name.
func fieldName(path string) string {
	names := strings.Split(strings.ReplaceAll(dotted(path), "[*]", ""), ".")
	return names[len(names)-1]
}
