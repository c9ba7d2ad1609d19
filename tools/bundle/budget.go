package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"path"
	"slices"
)

// size is what a page loads of one kind before it can be used, compressed.
type size struct {
	name         string
	bytes, limit int
}

// Budgets of a page, in bytes after compression. Fonts are already compressed.
const (
	scriptBudget = 45 << 10
	editorBudget = 90 << 10 // with what every page loads
	laterBudget  = 120 << 10
	styleBudget  = 25 << 10
	fontBudget   = 70 << 10 // of the largest single one
)

func (s size) String() string {
	return fmt.Sprintf("%-28s %6.1f of %3d kB", s.name, float64(s.bytes)/1024, s.limit>>10)
}

// measure weighs every script, style and font with what it cannot do without. What
// is loaded later counts for itself.
func (b bundle) measure() ([]size, error) {
	var sizes []size
	for name, out := range b.meta.Outputs {
		s, with := size{name: plain(name)}, []string(nil)
		switch {
		case path.Ext(name) == ".woff2":
			s.limit, s.bytes = fontBudget, len(b.files[name])
			sizes = append(sizes, s)
			continue
		case plain(name) == "editor.js":
			s.limit, with = editorBudget, b.entry("main.js")
		case plain(name) == "main.js":
			s.limit = scriptBudget
		case path.Ext(name) == ".js" && out.EntryPoint != "":
			s.limit = laterBudget
		case path.Ext(name) == ".css":
			s.limit = styleBudget
		default:
			continue
		}
		for _, part := range b.needed(append(with, name)...) {
			n, err := compressed(b.files[part])
			if err != nil {
				return nil, err
			}
			s.bytes += n
		}
		sizes = append(sizes, s)
	}
	slices.SortFunc(sizes, func(a, b size) int { return bytes.Compare([]byte(a.name), []byte(b.name)) })
	return sizes, nil
}

// entry lists the output made of an entry, by its plain name.
func (b bundle) entry(name string) []string {
	for of := range b.meta.Outputs {
		if plain(of) == name {
			return []string{of}
		}
	}
	return nil
}

// needed lists outputs and the scripts they import before they run.
func (b bundle) needed(names ...string) []string {
	all := slices.Clone(names)
	for i := 0; i < len(all); i++ {
		for _, imp := range b.meta.Outputs[all[i]].Imports {
			if imp.Kind == "import-statement" && !imp.External && !slices.Contains(all, imp.Path) {
				all = append(all, imp.Path)
			}
		}
	}
	return all
}

func compressed(content []byte) (int, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(content); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return out.Len(), nil
}

// over reports every size beyond its budget.
func over(sizes []size) error {
	var all []error
	for _, s := range sizes {
		if s.bytes > s.limit {
			all = append(all, fmt.Errorf("%s is over its budget: %d bytes of %d", s.name, s.bytes, s.limit))
		}
	}
	return errors.Join(all...)
}
