package ui

import (
	"archive/zip"
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/personal"
)

// exportProcessing gives one processing's draft as a YAML file. Documents hold no
// secrets: those are in connections.
func (u *UI) exportProcessing(c *call) error {
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, c.id())
	if err != nil {
		return err
	}
	text, err := c.exported(p)
	if err != nil {
		return err
	}
	return c.file(fileName(p.Name, takenNames{})+".yaml", "application/yaml; charset=utf-8", text)
}

// fullParam asks for a file with the data as they are.
const fullParam = "data"

// exported is a processing's draft as a file. What is personal in the examples of
// what its source takes is hidden: they come with real requests. Who sees it in full
// in lists may ask for it here, too.
func (c *call) exported(p engine.Processing) ([]byte, error) {
	doc, err := document.Parse(p.Draft)
	if err != nil {
		return nil, err
	}
	if c.QueryParam(fullParam) != "full" || !c.plain || !c.seesValues() {
		doc.AlterExamples(personal.Mask)
	}
	return doc.YAML(), nil
}

// exportProcessings gives the processings named by id, or all, as a zip of YAML
// files.
func (u *UI) exportProcessings(c *call) error {
	all, err := u.Store.ListProcessings(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	wanted := c.QueryParams()["id"]
	var b bytes.Buffer
	z, names := zip.NewWriter(&b), takenNames{}
	for _, p := range all {
		if !p.Binned.IsZero() || len(wanted) > 0 && !slices.Contains(wanted, string(p.ID)) {
			continue
		}
		if err := c.pack(z, p, names); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return c.file("processings.zip", "application/zip", b.Bytes())
}

func (c *call) pack(z *zip.Writer, p engine.Processing, names takenNames) error {
	text, err := c.exported(p)
	if err != nil {
		return err
	}
	w, err := z.Create(fileName(p.Name, names) + ".yaml")
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// fileName is a name that any system takes for a file's, and that is not taken.
func fileName(name string, taken takenNames) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return r
		}
		return ' '
	}, name)
	plain = clipRunes(strings.Join(strings.Fields(plain), "-"), 60)
	if plain == "" {
		plain = "processing"
	}
	return taken.free(plain)
}

// file answers with a file to be saved.
func (c *call) file(name, kind string, content []byte) error {
	h := c.Response().Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.Blob(http.StatusOK, kind, content)
}
