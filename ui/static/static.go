// Package static serves what the browser loads: scripts, styles and fonts, built
// into the program by tools/bundle.
//
// Every file has a name that changes with its content, so a browser may keep it
// for ever. Pages ask for the name of the day with Assets.Path.
package static

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where the files are found, with slashes on both sides.
const Prefix = "/static/"

// ErrNotBuilt is what Load returns when the program was built without its
// assets.
var ErrNotBuilt = errors.New("assets are not built: run ./task build")

// Assets are the files of one build. They never change, so any number of
// goroutines may use them.
type Assets struct {
	names map[string]string // of the day, by plain name
	files map[string]file   // by name of the day
}

// file is one file, and compressed where that makes it smaller.
type file struct {
	kind  string
	plain []byte
	small []byte
}

// Load reads the built-in files.
func Load() (*Assets, error) {
	folder, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return Read(folder)
}

// Read reads the files of a folder that tools/bundle made. It returns
// ErrNotBuilt if there are none.
func Read(folder fs.FS) (*Assets, error) {
	raw, err := fs.ReadFile(folder, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, err
	}
	a := &Assets{files: map[string]file{}}
	if err := json.Unmarshal(raw, &a.names); err != nil {
		return nil, fmt.Errorf("reading manifest.json: %w", err)
	}
	all, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if kinds[path.Ext(f.Name())] == "" || f.Name() == "manifest.json" {
			continue
		}
		if a.files[f.Name()], err = read(folder, f.Name()); err != nil {
			return nil, err
		}
	}
	return a, a.whole()
}

// Path returns the address of a file by its plain name, as "main.js". An unknown
// name gets an address where nothing is found.
func (a *Assets) Path(name string) string {
	if of, ok := a.names[name]; ok {
		return Prefix + of
	}
	return Prefix + name
}

// whole reports a name whose file is missing.
func (a *Assets) whole() error {
	for name, of := range a.names {
		if _, ok := a.files[of]; !ok {
			return fmt.Errorf("%s is missing (%s): %w", name, of, ErrNotBuilt)
		}
	}
	return nil
}

// kinds are the content types of what is served, by extension. Nothing else is.
var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

func read(folder fs.FS, name string) (file, error) {
	content, err := fs.ReadFile(folder, name)
	if err != nil {
		return file{}, err
	}
	f := file{kind: kinds[path.Ext(name)], plain: content}
	if path.Ext(name) == ".woff2" { // compressed by its own making
		return f, nil
	}
	var small bytes.Buffer
	w := gzip.NewWriter(&small)
	if _, err := w.Write(content); err != nil {
		return file{}, err
	}
	if err := w.Close(); err != nil {
		return file{}, err
	}
	if small.Len() < len(content) {
		f.small = small.Bytes()
	}
	return f, nil
}
