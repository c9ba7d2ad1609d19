package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// manifest tells the hashed name of each plain name: of the entries, and of the
// fonts, which a page may ask for ahead of time.
func (b bundle) manifest() map[string]string {
	names := map[string]string{}
	for name, out := range b.meta.Outputs {
		if out.EntryPoint != "" || path.Ext(name) == ".woff2" {
			names[plain(name)] = name
		}
	}
	return names
}

// plain takes the hash out of a name: main-A1B2C3D4.js is main.js.
func plain(name string) string {
	ext := path.Ext(name)
	stem := name[:len(name)-len(ext)]
	return stem[:len(stem)-len("-A1B2C3D4")] + ext
}

// write replaces what is in folder. The manifest comes last: whoever finds it
// finds all that it names.
func (b bundle) write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for name, content := range b.files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	raw, err := json.MarshalIndent(b.manifest(), "", "  ")
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "manifest.json"), append(raw, '\n'), 0o644); err != nil {
		return err
	}
	return b.sweep(folder, old)
}

// sweep removes the files of earlier bundles.
func (b bundle) sweep(folder string, old []os.DirEntry) error {
	for _, f := range old {
		if _, made := b.files[f.Name()]; made || f.Name() == ".gitkeep" || f.Name() == "manifest.json" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(folder, f.Name())); err != nil {
			return err
		}
	}
	return nil
}
