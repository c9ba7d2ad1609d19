package sources

import (
	"embed"

	"stanok/engine"
)

// All returns every source, in the order they are offered. To add one, write its
// file and its help, and add its line here.
func All() []engine.Source {
	return []engine.Source{
		webhook{},
		schedule{},
		manual{},
		callSource{},
		failure{},
	}
}

//go:embed *.md
var texts embed.FS

// help reads the long text of a source from the files beside the code.
func help(kind string) engine.Help {
	h := engine.Help{}
	for _, language := range []string{"en", "ru", "pt-BR"} {
		if text, err := texts.ReadFile(kind + "." + language + ".md"); err == nil {
			h[language] = string(text)
		}
	}
	return h
}
