package actions

import (
	"context"

	"stanok/engine"
	"stanok/engine/eval"
)

// pathField is where in nested data a value is.
var pathField = engine.Field{Name: "path", Type: engine.PlainField, Required: true}

// pathSpot is a path into nested data.
type pathSpot struct{ *eval.Path }

func (s pathSpot) find(_ context.Context, root any) (any, bool, error) { return s.Find(root) }

func (s pathSpot) explain(root any) error { return s.Explain(root) }

// path compiles the path of a row; one that is missing was reported by decode.
func (f *form) path(field, src string) *eval.Path {
	if src == "" {
		return nil
	}
	p, err := eval.ParsePath(src)
	if err != nil {
		f.fails(field, err)
		return nil
	}
	return p
}

// pathRows compiles rows that say by a path where their values are. In loose data
// one value is not told from a list of one.
func (f *form) pathRows(given []parseRowConfig, loose bool) ([]parseRow, []string) {
	rows, names := f.rows(given, "path", func(field string, r parseRowConfig) spot {
		p := f.path(field, r.Path)
		if loose && p != nil {
			p = p.InXML()
		}
		return pathSpot{p}
	})
	for i := range rows {
		rows[i].single = loose
	}
	return rows, names
}

// structured returns a reader of text, which passes on what is read already.
func structured(read func(text string) (any, error)) func(v any) (any, error) {
	return func(v any) (any, error) {
		switch v := v.(type) {
		case map[string]any, []any:
			return v, nil
		default:
			return read(eval.TextOf(v))
		}
	}
}
