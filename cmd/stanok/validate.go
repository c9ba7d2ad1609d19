package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
)

// validate prints every problem of documents as file:line:column: sentence.
func validate(p program, args []string) int {
	s, files, err := p.readSettings("validate", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(files) == 0 {
		return p.misused("validate", nil)
	}
	a, err := p.local(s)
	if err != nil {
		return p.fail(err)
	}
	code := exitDone
	for _, file := range files {
		if !p.validate(a, file) {
			code = exitUsage
		}
	}
	return code
}

// validate prints the problems of one document and reports whether it has none.
func (p program) validate(a *app, file string) bool {
	raw, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(p.err, "stanok:", err)
		return false
	}
	problems := a.problems(raw)
	for _, problem := range problems {
		say, try := a.texts.Say(p.language(), problem.Code, problem.Args)
		said := strings.TrimSpace(where(problem) + say + " " + try)
		fmt.Fprintf(p.out, "%s:%d:%d: %s\n", file, max(1, problem.Line), max(1, problem.Column), said)
	}
	return len(problems) == 0
}

// problems lists all that is wrong with a document, as it comes in its text.
func (a *app) problems(raw []byte) engine.Problems {
	doc, err := document.Parse(raw)
	if err != nil {
		return engine.ProblemsOf(err)
	}
	def, problems := doc.Definition()
	found := problems.And(a.engine.Compile(def))
	for i := range found {
		if found[i].Line == 0 {
			found[i] = doc.Locate(found[i])
		}
	}
	slices.SortStableFunc(found, func(a, b engine.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return found
}

// where names the action and field a problem is in.
func where(p engine.Problem) string {
	place := strings.Trim(string(p.Node)+"."+p.Field, ".")
	if place == "" {
		return ""
	}
	return place + ": "
}
