package ui

import (
	"net/http"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/ui/page"
	"stanok/ui/page/editor"
	"stanok/ui/page/flow"
	"stanok/ui/part"
)

// sentencesShown is how many sentences of a version stand in the list; the rest is
// folded.
const sentencesShown = 4

// differences are those between two definitions in the words of the page, as
// those of a draft are before it is applied.
func (u *UI) differences(c *call, from, to engine.Definition) []string {
	return u.sentences(c, to, draft.Changes(from, to))
}

func (u *UI) sentences(c *call, to engine.Definition, found []draft.Difference) (all []string) {
	d := &editor.Draft{
		Definition: to, Specs: editor.SpecsOf(u.Engine.Catalogue()), Voice: u.voice(c),
		Say: func(code string, args map[string]string) (string, string) {
			if !u.Texts.Has(code) {
				return "", ""
			}
			return u.Texts.Say(c.lang, code, args)
		},
	}
	for _, one := range found {
		all = append(all, d.Sentence(one.Sentence))
	}
	return all
}

// compareVersions shows in what two versions differ: in sentences, and in their
// texts. Without numbers they are the newest and the one before.
func (u *UI) compareVersions(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Store.Processing(ctx, c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	number := func(name string, otherwise int) (engine.Definition, error) {
		n, err := strconv.Atoi(c.QueryParam(name))
		if err != nil {
			n = otherwise
		}
		return u.Store.Definition(ctx, c.ws, p.ID, n)
	}
	to, err := number("to", p.Latest)
	if err != nil {
		return err
	}
	from, err := number("from", max(1, to.Version-1))
	if err != nil {
		return err
	}
	head, _, err := u.flowHead(c, p, "versions")
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := flow.CompareView{Head: head, From: u.versionView(c, p, from), To: u.versionView(c, p, to), Sentences: u.differences(c, from, to)}
	view.Lines, view.Cut = flow.Compared(string(document.FromDefinition(from).YAML()), string(document.FromDefinition(to).YAML()))
	for n := p.Latest; n >= max(1, p.Latest-200); n-- {
		view.Numbers = append(view.Numbers, n)
	}
	title := v.T("flow.title", "page", v.T("versions.compare"), "name", p.Name)
	return u.show(c, http.StatusOK, page.FrameView{Title: title}, "processings", flow.Compare(v, view))
}

// sayChanges says of each version what it changed.
func (u *UI) sayChanges(c *call, rows []flow.VersionView, all []engine.Definition) {
	for i := range rows {
		before := slices.IndexFunc(all, func(d engine.Definition) bool { return d.Version == rows[i].Number-1 })
		if before < 0 {
			continue
		}
		said := u.differences(c, all[before], all[i])
		rows[i].Changes = said[:min(len(said), sentencesShown)]
		rows[i].Rest = said[len(rows[i].Changes):]
		if len(said) == 0 {
			rows[i].Changes = []string{u.voice(c).T("versions.same")}
		}
	}
}

// draftRow is what is not applied yet.
func (u *UI) draftRow(c *call, p engine.Processing) (*flow.DraftRow, error) {
	pending, err := u.drafts().Pending(c.Request().Context(), c.ws, p)
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	def, _ := u.Engine.Check(p.Draft)
	said := u.sentences(c, def, pending)
	row := &flow.DraftRow{Changes: said[:min(len(said), sentencesShown)], Href: "/p/" + string(p.ID)}
	row.Rest = said[len(row.Changes):]
	for _, one := range pending {
		if one.Author != "" && !slices.Contains(row.Authors, one.Author) {
			row.Authors = append(row.Authors, one.Author)
		}
	}
	return row, nil
}

// failures leads to those operations of a version that failed.
func failures(say string, id engine.ProcessingID, version int) part.LinkView {
	q := historyQuery{processing: id, version: version, states: []string{"failed", "uncertain"}}
	return part.LinkView{Text: say, Href: q.href()}
}
