package text_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"stanok/engine"
)

// Where the codes of errors come from, seen from this folder. Other packages
// have none that people see.
var origins = []string{"engine", "actions", "sources", "store", "ui", "cmd", "examples/template"}

// A code is a domain and a word: "http.timeout".
var (
	codeShape = regexp.MustCompile(`^[a-z]+\.[a-z][a-z_]*$`)
	domains   = []string{
		"auth", "call", "compose", "connection", "definition", "document", "edit", "expression", "fail", "foreign", "http", "link", "list",
		"loop", "mail", "oauth", "operation", "parse", "pass", "password", "path", "person", "processing", "queue", "replay",
		"request", "secret", "service", "session", "setup", "source", "step", "storage", "table", "template", "token", "trial", "value",
		"version", "webhook", "workspace",
	}
)

// notCodes look like codes and are names of actions or places in a document.
var notCodes = []string{"http.request", "list.map", "table.lookup", "source.type", "source.with", "template.yaml"}

// literals returns the texts in the sources, each with the packages it stands in.
func literals(t *testing.T) map[string][]string {
	t.Helper()
	found, err := readSources()
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 500 {
		t.Fatalf("only %d texts found: looked in the wrong place?", len(found))
	}
	return found
}

var readSources = sync.OnceValues(func() (map[string][]string, error) {
	found := map[string][]string{}
	for _, origin := range origins {
		err := filepath.WalkDir(filepath.Join("../..", origin), func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || strings.HasSuffix(d.Name(), "test")):
				return filepath.SkipDir
			case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			return collect(name, found)
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
})

func collect(name string, found map[string][]string) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	pkg := filepath.Dir(name)
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		if s, err := strconv.Unquote(lit.Value); err == nil && !slices.Contains(found[s], pkg) {
			found[s] = append(found[s], pkg)
		}
		return true
	})
	return nil
}

// codes are the codes in the sources.
func codes(found map[string][]string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for s := range maps.Keys(found) {
			domain, _, _ := strings.Cut(s, ".")
			if codeShape.MatchString(s) && slices.Contains(domains, domain) && !slices.Contains(notCodes, s) && !yield(s) {
				return
			}
		}
	})
}

func TestEveryCodeHasASentenceAndAdvice(t *testing.T) {
	texts := load(t)
	english := written(t, "en")
	for _, code := range append(codes(literals(t)), "internal") {
		if !texts.Has(code) {
			t.Errorf("%s has no sentence", code)
		} else if english[code].Try == "" {
			t.Errorf("%s has no advice", code)
		}
	}
}

func TestEverySentenceIsSaidSomewhere(t *testing.T) {
	texts, found := load(t), literals(t)
	for _, key := range texts.Keys("en") {
		if key, word, isVariant := strings.Cut(key, "/"); isVariant {
			if !texts.Has(key) {
				t.Errorf("%s/%s is a variant of nothing", key, word)
			}
			if _, ok := found[word]; !ok && !strings.HasPrefix(key, "http.status") {
				t.Errorf("nothing chooses %s/%s", key, word)
			}
			continue
		}
		if _, ok := found[used(key)]; !ok {
			t.Errorf("nothing says %s", key)
		}
	}
}

// used is what stands in the sources where a sentence is said.
func used(key string) string {
	for _, prefix := range []string{"state.", "type.", "role.", "word.", "sender."} {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			return rest
		}
	}
	if rest, ok := strings.CutPrefix(key, "field."); ok {
		return rest[strings.LastIndexByte(rest, '.')+1:]
	}
	return key
}

// TestSentencesAskForArgumentsThatTheirCodesHave finds misspelt ones: the name of
// an argument must stand in a package that knows the code.
func TestSentencesAskForArgumentsThatTheirCodesHave(t *testing.T) {
	found, english := literals(t), written(t, "en")
	for _, key := range codes(found) {
		for variant, s := range english {
			if base, _, _ := strings.Cut(variant, "/"); base != key {
				continue
			}
			for _, asked := range append(arguments(s.Say), arguments(s.Try)...) {
				name, _, _ := strings.Cut(asked, ":")
				if !slices.ContainsFunc(found[key], func(pkg string) bool { return slices.Contains(found[name], pkg) }) {
					t.Errorf("%s asks for %q, which no package with this code gives", variant, name)
				}
			}
		}
	}
}

// TestASenderIsNotToldOfWhatOnlyTheOwnerSees: who sends to a link can open no
// processing.
func TestASenderIsNotToldOfWhatOnlyTheOwnerSees(t *testing.T) {
	texts := load(t)
	inside := regexp.MustCompile(`(?i)\b(steps?|data source|history|fields? is used|default value)\b`)
	var webhook engine.Spec
	for _, s := range specs() {
		if s.Type == "webhook" {
			webhook = s
		}
	}
	for _, code := range append(webhook.Codes, "http.status", "fail.message", "no.such") {
		if code == "webhook.ping" || code == "webhook.repeat" { // no errors: only the owner reads of them
			continue
		}
		say, try := texts.SayToSender("en", code, nil)
		if try == "" || inside.MatchString(try) {
			t.Errorf("%s advises its sender: %q", code, try)
		}
		if same, _ := texts.Say("en", code, nil); same != say {
			t.Errorf("%s says %q to a sender and %q to others", code, say, same)
		}
	}
	if _, try := texts.SayToSender("de", "value.missing", nil); !strings.HasPrefix(try, "Send this value") {
		t.Errorf("in a language we do not speak: %q", try)
	}
}
