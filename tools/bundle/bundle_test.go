package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project makes a small project with these files and what it would load.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	all := map[string]string{
		"ui/web/src/main.ts":                        `import { a } from "./a.ts"; console.log(a); void import("./later.ts");`,
		"ui/web/src/editor.ts":                      `import { a } from "./a.ts"; console.log("editor", a);`,
		"ui/web/src/streams/shared.ts":              `import { a } from "../a.ts"; console.log("streams", a);`,
		"ui/web/src/a.ts":                           `export const a: string = "first";`,
		"ui/web/src/later.ts":                       `import { a } from "./a.ts"; console.log("later", a);`,
		"ui/static/css/style.css":                   `@import "font.css" layer(reset); .a { color: red; }`,
		"ui/static/css/font.css":                    `@font-face { font-family: F; src: url("letters/files/f.woff2"); }`,
		"ui/static/favicon.svg":                     `<svg xmlns="http://www.w3.org/2000/svg"/>`,
		"ui/web/node_modules/letters/files/f.woff2": "font",
	}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func manifest(t *testing.T, root string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, "ui", "static", "dist", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var names map[string]string
	if err := json.Unmarshal(raw, &names); err != nil {
		t.Fatal(err)
	}
	return names
}

func TestTheManifestNamesWhatPagesAskFor(t *testing.T) {
	root := project(t, nil)
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	names := manifest(t, root)
	for _, plain := range []string{"main.js", "editor.js", "style.css", "favicon.svg", "f.woff2"} {
		if _, err := os.Stat(filepath.Join(root, "ui", "static", "dist", names[plain])); err != nil || names[plain] == plain || names[plain] == "" {
			t.Errorf("%s is %q: %v", plain, names[plain], err)
		}
	}
}

func TestANameChangesWithItsContentAndTheOldFileGoes(t *testing.T) {
	root := project(t, nil)
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	before := manifest(t, root)
	kept := filepath.Join(root, "ui", "static", "dist", ".gitkeep")
	if err := os.WriteFile(kept, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "ui", "static", "css", "style.css"), []byte(".a { color: blue; }"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	after := manifest(t, root)
	if after["style.css"] == before["style.css"] || after["main.js"] != before["main.js"] {
		t.Errorf("before %v, after %v", before, after)
	}
	if _, err := os.Stat(filepath.Join(root, "ui", "static", "dist", before["style.css"])); !os.IsNotExist(err) {
		t.Errorf("the old file: %v", err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}

func TestOnlyWhatIsLoadedAtOnceCounts(t *testing.T) {
	b, err := build(project(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	for name := range b.meta.Outputs {
		if plain(name) != "main.js" {
			continue
		}
		needed := b.needed(name)
		for _, n := range needed {
			if strings.Contains(string(b.files[n]), `"later"`) {
				t.Errorf("%v counts what is loaded later", needed)
			}
		}
		if len(needed) != 2 {
			t.Errorf("main.js needs %v, want itself and what it shares with what comes later", needed)
		}
	}
}

func TestTheEditorIsWeighedWithWhatEveryPageLoads(t *testing.T) {
	b, err := build(project(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	sizes, err := b.measure()
	if err != nil {
		t.Fatal(err)
	}
	weights := map[string]int{}
	for _, s := range sizes {
		weights[s.name] = s.bytes
	}
	if weights["main.js"] == 0 || weights["editor.js"] <= weights["main.js"] {
		t.Errorf("%v", weights)
	}
}

func TestAPageOverItsBudgetLeavesWhatWasThere(t *testing.T) {
	root := project(t, nil)
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	before := manifest(t, root)
	if err := os.WriteFile(filepath.Join(root, "ui", "web", "node_modules", "letters", "files", "f.woff2"), make([]byte, fontBudget+1), 0o644); err != nil {
		t.Fatal(err)
	}
	err := run(root)
	if err == nil || !strings.Contains(err.Error(), "f.woff2 is over its budget") {
		t.Errorf("got %v", err)
	}
	if after := manifest(t, root); after["f.woff2"] != before["f.woff2"] {
		t.Error("the assets were replaced all the same")
	}
}

func TestAMistakeInAScriptIsTold(t *testing.T) {
	err := run(project(t, map[string]string{"ui/web/src/main.ts": `import "./nowhere.ts";`}))
	if err == nil || !strings.Contains(err.Error(), "nowhere.ts") {
		t.Errorf("got %v", err)
	}
}
