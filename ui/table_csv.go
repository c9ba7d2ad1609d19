package ui

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/table"
	"stanok/ui/part"
	"stanok/ui/sheet"
)

// exportTable gives a table as a file for spreadsheets, with the separator that
// they expect in the caller's language.
func (u *UI) exportTable(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	separator := ';'
	if c.lang == "en" {
		separator = ','
	}
	c.Response().Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(t.Name)+".csv")
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", sheet.Write(t, separator))
}

func (u *UI) importTable(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	return u.askRows(c, http.StatusOK, t, nil)
}

func (u *UI) askRows(c *call, status int, t engine.Table, fault error) error {
	view := table.ImportView{ID: string(t.ID), Name: t.Name}
	if fault != nil {
		f := faultsOf(fault)[0]
		say, try := u.Texts.Say(c.lang, f.Code, f.Args)
		view.Fault = strings.TrimSpace(say + " " + try)
	}
	return u.show(c, status, page.FrameView{Title: u.voice(c).T("tables.import.title")}, "tables", table.Import(u.voice(c), view))
}

// formUpTo is form with another bound, in bytes.
func (c *call) formUpTo(most int64) (url.Values, error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, most)
	err := r.ParseMultipartForm(most)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, &engine.Error{Kind: engine.Invalid, Code: "request.body", Err: err}
	}
	return r.PostForm, nil
}

// tableForm reads a form with a file of rows, or a text of them; nil if there is
// neither.
func (c *call) tableForm() (form url.Values, content []byte, err error) {
	if form, err = c.formUpTo(maxTableBody); err != nil {
		return nil, nil, err
	}
	if text := form.Get("text"); strings.TrimSpace(text) != "" {
		content = []byte(text)
	}
	r := c.Request()
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return form, content, nil
	}
	f, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return form, nil, err
	}
	given, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); len(given) > 0 {
		content = given
	}
	return form, content, err
}

// How many rows of an import are told.
const (
	reportRefused = 20
	reportSamples = 10
)

// reportTable says what an import would do, before it does anything.
func (u *UI) reportTable(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	form, content, err := c.tableForm()
	if err != nil {
		return err
	}
	s, err := sheet.Read(content)
	if err != nil {
		return u.askRows(c, http.StatusUnprocessableEntity, t, err)
	}
	replace := form.Get("how") == "replace"
	r, err := sheet.Merge(t, s, replace)
	if err != nil {
		return u.askRows(c, http.StatusUnprocessableEntity, t, err)
	}
	view := u.reportView(c, t, s, r, replace)
	view.Text = sheet.Text(content)
	return u.show(c, http.StatusOK, page.FrameView{Title: u.voice(c).T("tables.import.title")}, "tables", table.Report(u.voice(c), view))
}

func (u *UI) reportView(c *call, t engine.Table, s sheet.Sheet, r sheet.Report, replace bool) table.ReportView {
	v := u.voice(c)
	view := table.ReportView{
		ID: string(t.ID), Name: t.Name, Version: strconv.Itoa(t.Version), How: "add", Replace: replace, Columns: strings.Join(r.Columns, ", "),
		More: len(r.Refused) - min(len(r.Refused), reportRefused),
	}
	fact := func(word string, n int) {
		view.Facts = append(view.Facts, part.FactView{Name: v.T("tables.report." + word), Value: v.T("tables.rows", "n", n)})
	}
	fact("added", len(r.Added))
	fact("changed", len(r.Changed))
	fact("same", r.Unchanged)
	if replace {
		view.How = "replace"
		fact("removed", r.Removed)
	}
	fact("not", len(r.Refused))
	for _, one := range r.Refused[:min(len(r.Refused), reportRefused)] {
		say, _ := u.Texts.Say(c.lang, one.Err.Code, one.Err.Args)
		view.Refused = append(view.Refused, say)
	}
	for what, rows := range map[string][]int{"changed": r.Changed, "added": r.Added} {
		for _, i := range rows[:min(len(rows), reportSamples)] {
			view.Samples = append(view.Samples, table.SampleView{What: v.T("tables.report.one." + what), Key: keySaid(t, s, i), Text: strings.Join(s.Rows[i], " · ")})
		}
	}
	slices.SortStableFunc(view.Samples, func(a, b table.SampleView) int { return strings.Compare(a.What, b.What) })
	view.Useful = len(r.Added)+len(r.Changed)+r.Removed+len(r.Columns) > 0 && len(r.Table.Check()) == 0
	return view
}

// keySaid is the key of a row of a sheet for people.
func keySaid(t engine.Table, s sheet.Sheet, i int) string {
	var values []string
	for j, name := range s.Columns {
		if slices.Contains(t.Keys, name) {
			values = append(values, s.Rows[i][j])
		}
	}
	return strings.Join(values, ", ")
}

// fillTable does what the report said.
func (u *UI) fillTable(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	form, content, err := c.tableForm()
	if err != nil {
		return err
	}
	if form.Get("version") != strconv.Itoa(t.Version) {
		return u.askRows(c, http.StatusConflict, t, errTableVersion)
	}
	s, err := sheet.Read(content)
	if err != nil {
		return u.askRows(c, http.StatusUnprocessableEntity, t, err)
	}
	r, err := sheet.Merge(t, s, form.Get("how") == "replace")
	if err == nil {
		_, err = u.keepTable(c, r.Table)
	}
	if err != nil {
		return u.askRows(c, http.StatusUnprocessableEntity, t, err)
	}
	return c.leave("/tables/" + string(t.ID) + "?saved=1")
}
