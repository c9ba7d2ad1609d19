package engine_test

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// The tests of this file hold the drawing in the README: they read the sources
// of the whole module and fail on an arrow or a folder that it does not have.

const module = "stanok"

// arrow lets the packages that match from import those of ours that match to.
// A pattern names one package, or with /... a package and all below it.
type arrow struct {
	from string
	to   []string
}

// arrows is the drawing. The first line that matches a package is its line; a
// package that no line matches may import none of ours.
var arrows = []arrow{
	{"cmd/...", []string{"..."}},
	{"ui/...", []string{"engine/...", "ui/...", "examples/template"}},
	{"actions/actiontest", []string{"engine", "engine/eval", "store/memory"}},
	{"sources/sourcetest", []string{"engine", "engine/eval", "store/memory"}},
	{"store/storetest", []string{"engine", "engine/eval", "store/memory"}},
	{"engine/enginetest", []string{"engine", "engine/eval", "store/memory"}},
	{"actions/...", []string{"engine", "engine/eval", "engine/egress", "engine/access", "engine/wire", "actions/..."}},
	{"sources/...", []string{"engine", "engine/eval", "engine/wire", "sources/..."}},
	{"store/...", []string{"engine"}},
	{"engine/foreign", []string{"engine"}},
	{"engine/draft", []string{"engine", "engine/document"}},
	{"engine/document", []string{"engine", "engine/eval"}},
	{"engine/access", []string{"engine", "engine/egress"}},
	{"engine/trial", []string{"engine", "engine/eval", "engine/document"}},
	{"engine/origin", []string{"engine", "engine/eval"}},
	{"engine/rehearse", []string{"engine", "engine/eval"}},
	{"engine/wire", []string{"engine", "engine/eval"}},
	{"engine", nil},
	{"engine/eval", []string{"engine/taxpayer"}},
	{"engine/personal", []string{"engine/taxpayer"}},
	{"engine/taxpayer", nil},
	{"engine/egress", nil},
	{"examples/template", []string{"engine", "engine/document", "engine/draft"}},
	{"examples/...", nil},
}

// testOnly are the packages that only tests may import, other than one another.
var testOnly = []string{"store/storetest", "actions/actiontest", "sources/sourcetest", "engine/enginetest", "ui/uitest"}

func TestEveryImportIsAnArrowOfTheDrawing(t *testing.T) {
	for _, f := range sourceFiles(t) {
		for _, imp := range f.imports() {
			if reason := refuse(f, imp.path); reason != "" {
				t.Errorf("%s: %s imports %s: %s", f.position(imp.pos), f.pkg, imp.path, reason)
			}
		}
	}
}

func TestTheDrawingRefusesWhatItDoesNotShow(t *testing.T) {
	cases := []struct {
		file    string
		imports string
		refused bool
	}{
		{"engine/run.go", "stanok/store/bolt", true},
		{"engine/run.go", "go.etcd.io/bbolt", true},
		{"engine/run.go", "stanok/engine/eval", true},
		{"engine/run.go", "net/http", false},
		{"engine/run_test.go", "stanok/engine/enginetest", false},
		{"engine/run_test.go", "stanok/cmd/stanok", true},
		{"engine/eval/eval.go", "stanok/engine", true},
		{"engine/eval/eval.go", "github.com/expr-lang/expr", false},
		{"engine/document/read.go", "stanok/engine", false},
		{"engine/document/read.go", "stanok/engine/egress", true},
		{"engine/newcomer/new.go", "stanok/engine", true},
		{"actions/http_request.go", "stanok/engine/egress", false},
		{"actions/http_request.go", "stanok/sources", true},
		{"actions/http_request.go", "stanok/actions/actiontest", true},
		{"sources/webhook.go", "stanok/engine/egress", true},
		{"store/bolt/bolt.go", "stanok/store/memory", true},
		{"store/storetest/storetest.go", "stanok/store/memory", false},
		{"ui/page/home.go", "stanok/ui/part", false},
		{"ui/page/home.go", "stanok/engine/document", false},
		{"ui/page/home.go", "stanok/store/bolt", true},
		{"ui/ui.go", "stanok/engine/enginetest", true},
		{"cmd/stanok/serve.go", "stanok/store/bolt", false},
		{"cmd/stanok/serve.go", "stanok/store/storetest", true},
		{"cmd/stanok/serve.go", "stanok/tools/bench", true},
		{"examples/standin/uon.go", "stanok/engine", true},
	}
	for _, c := range cases {
		f := sourceFile{name: c.file, pkg: path.Dir(c.file), test: strings.HasSuffix(c.file, "_test.go")}
		if got := refuse(f, c.imports); (got != "") != c.refused {
			t.Errorf("%s importing %s: refused %q, want refused %v", c.file, c.imports, got, c.refused)
		}
	}
}

func TestNoPackageIsADrawerForEverything(t *testing.T) {
	empty := []string{"util", "utils", "common", "types", "helper", "helpers", "manager", "managers", "misc", "shared"}
	for _, f := range sourceFiles(t) {
		if slices.Contains(empty, path.Base(f.pkg)) || slices.Contains(empty, f.ast.Name.Name) {
			t.Errorf("%s: package %s says nothing about what is in it", f.name, f.ast.Name.Name)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sourceFiles(t) {
		if !f.test {
			documented[f.pkg] = documented[f.pkg] || f.ast.Doc != nil
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

func TestTheTopLevelHoldsNothingElse(t *testing.T) {
	folders := []string{"cmd", "engine", "actions", "sources", "ui", "store", "examples", "tools"}
	left := []string{"bin", "data"} // what ./task build and ./task run leave, ignored by Git
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(folders, e.Name()) && !slices.Contains(left, e.Name()) {
			t.Errorf("%s/ is a new folder at the top: the drawing has no place for it", e.Name())
		}
	}
}

// refuse says why file f may not import a path, or nothing when it may.
func refuse(f sourceFile, imported string) string {
	target, ours := strings.CutPrefix(imported, module+"/")
	if !ours {
		if f.pkg == "engine" && !f.test && strings.Contains(strings.Split(imported, "/")[0], ".") {
			return "the engine uses the standard library only"
		}
		return ""
	}
	switch {
	case matches("cmd/...", target):
		return "nothing imports cmd"
	case matches("tools/...", target):
		return "the tools are not part of the application"
	case f.test:
		return ""
	case slices.Contains(testOnly, target) && !slices.Contains(testOnly, f.pkg):
		return target + " is for tests only"
	}
	for _, a := range arrows {
		if !matches(a.from, f.pkg) {
			continue
		}
		if slices.ContainsFunc(a.to, func(to string) bool { return matches(to, target) }) {
			return ""
		}
		return fmt.Sprintf("the drawing has no arrow from %s to it, only to %v", a.from, a.to)
	}
	return "the drawing does not have this package"
}

func matches(pattern, pkg string) bool {
	base, below := strings.CutSuffix(pattern, "...")
	if !below {
		return pkg == pattern
	}
	return pkg+"/" == base || strings.HasPrefix(pkg, base)
}
