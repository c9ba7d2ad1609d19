package main

import (
	"fmt"
	"os"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
)

// validate prints every problem of documents as file:line:column: sentence.
func validate(p program, args []string) int {
	s, files, err := p.readSettings("validate", args, nil)
	if err != nil {
		return p.refuse(err)
	}
	if len(files) == 0 {
		fmt.Fprintln(p.err, "usage: stanok validate FILE…")
		return exitUsage
	}
	a, err := p.local(s)
	if err != nil {
		return p.fail(err)
	}
	code := exitDone
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(p.err, "stanok:", err)
			code = exitUsage
			continue
		}
		for _, problem := range a.problems(raw) {
			say, try := a.texts.Say(p.language(), problem.Code, problem.Args)
			fmt.Fprintf(p.out, "%s:%d:%d: %s%s %s\n", file, max(1, problem.Line), max(1, problem.Column), where(problem), say, try)
			code = exitUsage
		}
	}
	return code
}

// problems lists all that is wrong with a document, placed in its text.
func (a *app) problems(raw []byte) engine.Problems {
	doc, err := document.Parse(raw)
	if err != nil {
		return engine.ProblemsOf(err)
	}
	def, problems := doc.Definition()
	found := append(problems, engine.ProblemsOf(a.engine.Compile(def))...)
	for i := range found {
		if found[i].Line == 0 {
			found[i] = doc.Locate(found[i])
		}
	}
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

// language is the reader's, as the terminal says.
func (p program) language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch v := p.env(name); {
		case strings.HasPrefix(v, "ru"):
			return "ru"
		case strings.HasPrefix(v, "pt"):
			return "pt-BR"
		case v != "":
			return "en"
		}
	}
	return "en"
}
