package actions

import (
	"embed"

	"stanok/engine"
)

//go:embed *.md
var helpFiles embed.FS

// languages are those every action has a help text in.
var languages = []string{"en", "ru", "pt-BR"}

// help returns the texts beside an action's file. One that is missing is left
// out, which actiontest.Check notices.
func help(file string) engine.Help {
	texts := engine.Help{}
	for _, l := range languages {
		if text, err := helpFiles.ReadFile(file + "." + l + ".md"); err == nil {
			texts[l] = string(text)
		}
	}
	return texts
}
