package connector

import "maps"

// Sentence is what is said under a key: a name, and a line of help.
type Sentence struct{ Say, Try string }

// Sentences are the words of the services as the product's own words are kept: by
// language and key. Keys are "service.NAME", "service.NAME.ENTRY" for an entry of
// its connection, "service.NAME/help" for where its entries are found,
// "service.NAME/source" for what it sends by itself, "type.TYPE", "field.TYPE.FIELD", "option.TYPE.FIELD.VALUE" and
// "output.TYPE.OUTPUT".
func Sentences(services []Service) map[string]map[string]Sentence {
	all := book{}
	for _, s := range services {
		all.service(s)
	}
	return all
}

// book gathers sentences.
type book map[string]map[string]Sentence

func (b book) add(key string, say, try Words) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		if b[lang] == nil {
			b[lang] = map[string]Sentence{}
		}
		b[lang][key] = Sentence{say[lang], try[lang]}
	}
}

func (b book) service(s Service) {
	key := "service." + s.Name
	b.add(key, same(s.Title), s.About)
	if c := s.Connection; c != nil {
		b.add(key+"/help", c.Help, nil)
		for _, e := range append(append([]Entry{}, c.Fields...), c.Secrets...) {
			b.add(key+"."+e.Name, e.Title, e.Help)
		}
	}
	if s.Source != nil {
		b.add(key+"/source", s.Source.Title, s.Source.Help)
	}
	for _, a := range s.Actions {
		kind := s.Name + "." + a.Name
		b.add("type."+kind, a.Title, a.About)
		b.add("field."+kind+".connection", connectionTitle, connectionHelp)
		b.fields(kind, a.Fields)
		for _, g := range a.Gives {
			b.add("output."+kind+"."+g.Name, g.Title, nil)
		}
	}
}

func (b book) fields(at string, fields []Field) {
	for _, f := range fields {
		key := at + "." + f.Name
		b.add("field."+key, f.Title, f.Help)
		for _, o := range f.Options {
			b.add("option."+key+"."+o.Value, o.Title, nil)
		}
		b.fields(key, f.Fields)
	}
}

var (
	connectionTitle = Words{"en": "Connection", "ru": "Подключение", "pt-BR": "Conexão"}
	connectionHelp  = Words{
		"en": "Your account there, with its key.", "ru": "Ваш аккаунт там и его ключ.", "pt-BR": "Sua conta lá, com a chave.",
	}
)

func same(text string) Words {
	w := maps.Clone(connectionTitle)
	for lang := range w {
		w[lang] = text
	}
	return w
}
