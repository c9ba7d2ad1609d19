package ui

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/ui/page"
	"stanok/ui/page/list"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Bounds of one import.
const (
	maxImport     = 8 << 20 // bytes, of the request and of what is unpacked
	maxImportDocs = 200
)

func (u *UI) importScreen(c *call) error { return u.importForm(c, http.StatusOK, "") }

func (u *UI) importForm(c *call, status int, wrong string) error {
	v := u.voice(c)
	return u.show(c, status, page.FrameView{Title: v.T("import.title")}, "processings", list.Import(v, wrong))
}

// importReport says what an import would do, before it does anything.
func (u *UI) importReport(c *call) error {
	texts, err := c.uploaded()
	if err != nil {
		return err
	}
	if len(texts) == 0 {
		return u.importForm(c, http.StatusUnprocessableEntity, u.voice(c).T("import.nothing"))
	}
	known, err := u.importKnowledge(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	v := u.voice(c)
	var rows []list.ImportRow
	for i, text := range texts {
		rows = append(rows, u.importRow(c, v, known, i, text))
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("import.title")}, "processings", list.Report(v, rows))
}

// uploaded are the documents of the request: files, those within a zip, and what
// was pasted.
func (c *call) uploaded() ([][]byte, error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxImport)
	err := r.ParseMultipartForm(maxImport)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, &engine.Error{Kind: engine.Invalid, Code: "request.body", Err: err}
	}
	var texts [][]byte
	if pasted := r.FormValue("text"); strings.TrimSpace(pasted) != "" {
		texts = append(texts, []byte(pasted))
	}
	if r.MultipartForm == nil {
		return texts, nil
	}
	for _, h := range r.MultipartForm.File["file"] {
		f, err := h.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		texts = append(texts, unpacked(content)...)
	}
	return texts[:min(len(texts), maxImportDocs)], nil
}

// unpacked are the files of a zip, or what is no zip itself.
func unpacked(content []byte) [][]byte {
	if len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return [][]byte{content}
	}
	var texts [][]byte
	left := int64(maxImport)
	for _, f := range z.File[:min(len(z.File), maxImportDocs)] {
		if f.FileInfo().IsDir() {
			continue
		}
		text := unpack(f, min(left, document.MaxBytes+1))
		left -= int64(len(text))
		texts = append(texts, text)
	}
	return texts
}

func unpack(f *zip.File, most int64) []byte {
	r, err := f.Open()
	if err != nil {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(r, most))
	if errors.Join(err, r.Close()) != nil {
		return nil
	}
	return text
}

// importKnown is what an import is compared with.
type importKnown struct {
	byName      map[string]engine.ProcessingID
	connections map[string]bool
	tables      map[string]bool
}

func (u *UI) importKnowledge(ctx context.Context, ws engine.WorkspaceID) (importKnown, error) {
	known := importKnown{byName: map[string]engine.ProcessingID{}, connections: map[string]bool{}, tables: map[string]bool{}}
	all, err := u.Store.ListProcessings(ctx, ws)
	if err != nil {
		return known, err
	}
	for _, p := range all {
		if p.Binned.IsZero() {
			known.byName[p.Name] = p.ID
		}
	}
	connections, err := u.Store.ListConnections(ctx, ws)
	if err != nil {
		return known, err
	}
	for _, one := range connections {
		known.connections[one.Name] = true
	}
	tables, err := u.Store.ListTables(ctx, ws)
	for _, one := range tables {
		known.tables[one.Name] = true
	}
	return known, err
}

func (u *UI) importRow(c *call, v words.Voice, known importKnown, i int, text []byte) list.ImportRow {
	row := list.ImportRow{Field: "doc-" + itoa(i)}
	doc, err := document.Parse(text)
	if err == nil && strings.TrimSpace(doc.Name()) == "" {
		err = engine.Problems{{Code: "document.required", Args: map[string]string{"key": "name"}}}
	}
	if err != nil {
		row.Name = v.T("import.unreadable", "n", i+1)
		for _, p := range engine.ProblemsOf(err) {
			say, _ := u.Texts.Say(c.lang, p.Code, p.Args)
			row.Problems = append(row.Problems, say)
		}
		return row
	}
	draft := doc.JSON()
	def, problems := u.Engine.Check(draft)
	row.Name, row.Document = doc.Name(), string(draft)
	row.Actions = v.T("import.actions", "n", len(def.Nodes))
	if len(problems) > 0 {
		row.ToFix = v.T("state.processing.incomplete", "n", len(problems))
		for _, p := range problems[:min(len(problems), 5)] {
			say, _ := u.Texts.Say(c.lang, p.Code, p.Args)
			row.Problems = append(row.Problems, say)
		}
	}
	row.Missing, row.Tables = u.lacks(def, engine.ConnField, known.connections), u.lacks(def, engine.TableField, known.tables)
	_, row.Same = known.byName[doc.Name()]
	return row
}

// lacks are those things of a kind that a definition names and that are not there.
func (u *UI) lacks(def engine.Definition, kind engine.FieldType, have map[string]bool) (names []string) {
	spec, _ := u.Engine.SourceSpec(def.Source.Type)
	all := engine.Mentions(spec.Fields, def.Source.With)
	for _, n := range def.Nodes {
		spec, _ = u.Engine.Spec(n.Type)
		all = append(all, engine.Mentions(spec.Fields, n.With)...)
	}
	for _, m := range all {
		if m.Kind == kind && !have[m.Name] && !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

// importConfirm imports what the report showed, as drafts: nothing runs.
func (u *UI) importConfirm(c *call) error {
	ctx, r := c.Request().Context(), c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, 4*maxImport)
	if err := r.ParseForm(); err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "request.body", Err: err}
	}
	known, err := u.importKnowledge(ctx, c.ws)
	if err != nil {
		return err
	}
	names, err := u.names(ctx, c.ws)
	if err != nil {
		return err
	}
	var done []part.LinkView
	for i := range maxImportDocs {
		field := "doc-" + itoa(i)
		text, how := r.PostFormValue(field), r.PostFormValue(field+"-how")
		if text == "" || how == "skip" {
			continue
		}
		p, err := u.importOne(c, known, names, []byte(text), how)
		if err != nil {
			return err
		}
		done = append(done, part.LinkView{Text: p.Name, Href: "/p/" + string(p.ID)})
	}
	v := u.voice(c)
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("import.title")}, "processings", list.Imported(v, done))
}

func (u *UI) importOne(c *call, known importKnown, names takenNames, text []byte, how string) (engine.Processing, error) {
	ctx := c.Request().Context()
	doc, err := document.Parse(text)
	if err != nil {
		return engine.Processing{}, err
	}
	name, draft := doc.Name(), json.RawMessage(doc.JSON())
	if id, same := known.byName[name]; same && how == "replace" {
		return u.Engine.Save(ctx, c.ws, id, 0, c.who, name, draft)
	}
	if free := names.free(name); free != name {
		name = free
		if draft, err = renamed(draft, name); err != nil {
			return engine.Processing{}, err
		}
	}
	return u.Engine.Create(ctx, c.ws, name, draft)
}
