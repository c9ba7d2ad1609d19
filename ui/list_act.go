package ui

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/ui/page/list"
	"stanok/ui/part"
)

// id is the processing an address is about.
func (c *call) id() engine.ProcessingID { return engine.ProcessingID(c.Param("id")) }

// listAgain answers what was done to a processing: the list as it is now, with
// a message if there is one; without a script, the way back to it.
func (u *UI) listAgain(c *call, done part.ToastView) error {
	if !c.part() {
		return c.Redirect(http.StatusSeeOther, "/p")
	}
	view, err := u.listView(c, listQueryBehind(c.Request()))
	if err != nil {
		return err
	}
	v := u.voice(c)
	if done.Text == "" {
		return c.render(http.StatusOK, list.Part(v, view))
	}
	return c.render(http.StatusOK, list.Part(v, view), part.News(v, done))
}

// newProcessing begins an empty draft.
func (u *UI) newProcessing(c *call) error {
	names, err := u.names(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	name := names.free(u.voice(c).T("flows.new.name"))
	draft, err := json.Marshal(map[string]any{"format": document.Format, "name": name, "actions": []any{}})
	if err != nil {
		return err
	}
	p, err := u.Engine.Create(c.Request().Context(), c.ws, name, draft)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/p/"+string(p.ID))
}

// switchProcessing runs or stops a processing.
func (u *UI) switchProcessing(c *call) error {
	ctx, v := c.Request().Context(), u.voice(c)
	if c.FormValue("running") == "on" {
		p, err := u.Engine.Start(ctx, c.ws, c.id(), c.who)
		var problems engine.Problems
		if asProblems(err, &problems) && c.part() {
			return u.listAgain(c, part.ToastView{
				Look: "warn", Text: v.T("flows.toast.problems", "name", p.Name, "n", len(problems)),
				Action: part.ButtonView{Text: v.T("flows.toast.fix"), Href: "/p/" + string(p.ID), Look: part.Quiet},
			})
		}
		if err != nil {
			return err
		}
		return u.listAgain(c, part.ToastView{Look: "ok", Text: v.T("flows.toast.runs", "name", p.Name)})
	}
	p, err := u.Engine.Stop(ctx, c.ws, c.id())
	if err != nil {
		return err
	}
	c.announce(v.T("flows.stopped." + u.digest(p).stopped))
	return u.listAgain(c, part.ToastView{}) // the row says what becomes of data
}

func (u *UI) duplicateProcessing(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Engine.Processing(ctx, c.ws, c.id())
	if err != nil {
		return err
	}
	names, err := u.names(ctx, c.ws)
	if err != nil {
		return err
	}
	v := u.voice(c)
	name := names.free(clipRunes(v.T("flows.copy_of", "name", p.Name), document.MaxName-10))
	draft, err := renamed(p.Draft, name)
	if err != nil {
		return err
	}
	made, err := u.Engine.Create(ctx, c.ws, name, draft)
	if err != nil {
		return err
	}
	return u.listAgain(c, part.ToastView{
		Look: "ok", Text: v.T("flows.toast.duplicated", "name", name),
		Action: part.ButtonView{Text: v.T("flows.open"), Href: "/p/" + string(made.ID), Look: part.Quiet},
	})
}

func (u *UI) askLabels(c *call) error {
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, c.id())
	if err != nil {
		return err
	}
	d := u.digest(p)
	return c.render(http.StatusOK, list.Labels(u.voice(c), list.LabelsView{Action: "/p/" + string(p.ID) + "/labels", Name: p.Name, Labels: strings.Join(d.labels, ", ")}))
}

// saveLabels writes the labels of a draft: those between commas.
func (u *UI) saveLabels(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Engine.Processing(ctx, c.ws, c.id())
	if err != nil {
		return err
	}
	labels := []string{}
	for one := range strings.SplitSeq(c.FormValue("labels"), ",") {
		one = clipRunes(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(one), "#")), document.MaxLabel)
		if one != "" && !slices.Contains(labels, one) && len(labels) < document.MaxLabels {
			labels = append(labels, one)
		}
	}
	draft, err := withKey(p.Draft, "labels", labels)
	if err != nil {
		return err
	}
	if _, err = u.Engine.Save(ctx, c.ws, p.ID, p.Revision, c.who, p.Name, draft); err != nil {
		return err
	}
	return u.listAgain(c, part.ToastView{Look: "ok", Text: u.voice(c).T("flows.toast.labels", "name", p.Name)})
}

// takenNames are the names processings have.
type takenNames map[string]bool

func (u *UI) names(ctx context.Context, ws engine.WorkspaceID) (takenNames, error) {
	all, err := u.Store.ListProcessings(ctx, ws)
	names := takenNames{}
	for _, p := range all {
		names[p.Name] = true
	}
	return names, err
}

// free is a name that no processing has yet, and takes it.
func (t takenNames) free(name string) string {
	one := name
	for n := 2; t[one]; n++ {
		one = clipRunes(name, document.MaxName-8) + " " + itoa(n)
	}
	t[one] = true
	return one
}

// renamed is a draft under another name.
func renamed(draft json.RawMessage, name string) (json.RawMessage, error) {
	return withKey(draft, "name", name)
}

// withKey is a draft with one of its own keys set.
func withKey(draft json.RawMessage, key string, value any) (json.RawMessage, error) {
	var tree map[string]json.RawMessage
	if err := json.Unmarshal(draft, &tree); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	tree[key] = raw
	whole, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	doc, err := document.Parse(whole) // for the order of the keys
	if err != nil {
		return nil, err
	}
	return doc.JSON(), nil
}
