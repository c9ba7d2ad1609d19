package main

import (
	"fmt"
	"maps"
	"slices"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
	"stanok/ui/text"
)

// services are the connectors, made into what the program works with.
type services struct {
	actions []engine.Action
	ask     *actions.Services
	words   map[string]map[string]text.Sentence
}

// openServices reads the built-in connectors and those of a folder. One of the
// folder takes the place of a built-in one of its name.
func openServices(folder string, d actions.Deps) (services, error) {
	declared, err := declaredServices(folder)
	if err != nil {
		return services{}, badSetting{fmt.Errorf("connectors: %w", err)}
	}
	var s services
	if s.actions, err = actions.Declared(d, declared); err == nil {
		s.ask, err = actions.NewServices(d, declared)
	}
	if err != nil {
		return s, badSetting{fmt.Errorf("connectors: %w", err)}
	}
	s.words = map[string]map[string]text.Sentence{}
	for lang, of := range connector.Sentences(declared) {
		s.words[lang] = make(map[string]text.Sentence, len(of))
		for key, said := range of {
			s.words[lang][key] = text.Sentence(said)
		}
	}
	return s, nil
}

func declaredServices(folder string) ([]connector.Service, error) {
	builtIn, err := connector.BuiltIn()
	if err != nil {
		return nil, err
	}
	more, err := connector.ReadFolder(folder)
	if err != nil {
		return nil, err
	}
	byName := map[string]connector.Service{}
	for _, s := range append(builtIn, more...) {
		byName[s.Name] = s
	}
	all := make([]connector.Service, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		all = append(all, byName[name])
	}
	return all, nil
}
