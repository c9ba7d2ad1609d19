package editor

import (
	"slices"

	"stanok/engine"
)

// inService lists what can be done in a service.
func (d *Draft) inService(at Place, s engine.Service) SectionView {
	_, about := d.Say("service."+s.Name, nil)
	view := SectionView{Title: s.Title, Text: about}
	for _, typ := range s.Actions {
		if _, ok := d.Specs.Actions[typ]; ok {
			view.Entries = append(view.Entries, d.entries(at, typ)...)
		}
	}
	return view
}

// service is the one of a name.
func (d *Draft) service(name string) (engine.Service, bool) {
	i := slices.IndexFunc(d.Services, func(s engine.Service) bool { return s.Name == name })
	if i < 0 {
		return engine.Service{}, false
	}
	return d.Services[i], true
}

// connected fills in the connection of a new action of a service: the only one
// there is, or the one that is still to be made. Of several, people choose.
func (d *Draft) connected(service string) map[string]any {
	s, ok := d.service(service)
	switch serving := d.Serving[service]; {
	case !ok || !s.Connected || len(serving) > 1:
		return nil
	case len(serving) == 1:
		return map[string]any{"connection": serving[0]}
	case slices.Contains(d.Names, service):
		return nil
	}
	return map[string]any{"connection": service}
}

// icon is drawn beside a type.
func (d *Draft) icon(typ string) string {
	if d.Specs.Actions[typ].Service != "" {
		return "plug"
	}
	return icon(typ)
}

// serviceWords are what an action of a service is looked for by, in any language.
func (d *Draft) serviceWords(typ string) []string {
	spec := d.Specs.Actions[typ]
	s, ok := d.service(spec.Service)
	if !ok {
		return nil
	}
	names := append(slices.Concat(spec.Search, s.Search), s.Title)
	if d.Every != nil {
		names = append(names, d.Every("type."+typ)...)
	}
	return names
}
