package editor

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Draft is a processing's draft as the editor draws it, for one person and with
// one node at hand.
type Draft struct {
	Processing engine.Processing
	Definition engine.Definition
	Problems   engine.Problems // errors: they keep it from being started
	Hints      engine.Problems // worth a look, and no more
	Specs      Specs
	Voice      words.Voice
	Say        Say
	At         string // id of the node at hand: an action's, or Source
	Values     Values
	Link       string   // where the outside sends to, if the source has a link
	Names      []string // of connections
	Services   []engine.Service
	Serving    map[string][]string                       // names of the connections that a service can be used with
	Every      func(key string) []string                 // what is said under a key, in every language; nil for nothing
	Chosen     func(f engine.Field, value string) string // what a service calls a value chosen from its list; "" if that is not known
	Tables     []engine.Table                            // without rows
	Flows      []FlowView                                // that the node at hand may name
	Called     map[string]string                         // names of the processings that actions call, as they are named there
	Callers    []CallerView                              // actions elsewhere that call this processing
	Changes    int                                       // of the draft against the version that runs
	Drifted    bool                                      // something that actions use no longer comes as it did
	Muted      bool                                      // some letters are not written
	Undo, Redo string                                    // what the next undo or redo would do; "" for nothing
	Plain      bool                                      // may only be looked at
	Person     string                                    // id of who looks at it; "" for a token
	Client     string                                    // id of the page
	Now        time.Time
	Quiet      func(scope string) bool // what is wrong there is not said in the form yet; nil for nowhere
}

// Source is the id of the node that stands for a processing's source.
const Source = "source"

// Say is the sentence and the hint for a code, in the language of the page.
type Say func(code string, args map[string]string) (say, try string)

// Specs describe what processings are made of, by type.
type Specs struct {
	Actions, Sources map[string]engine.Spec
}

// SpecsOf describes a catalogue.
func SpecsOf(c engine.Catalogue) Specs {
	s := Specs{Actions: map[string]engine.Spec{}, Sources: map[string]engine.Spec{}}
	for name, a := range c.Actions {
		s.Actions[name] = a.Spec()
	}
	for name, src := range c.Sources {
		s.Sources[name] = src.Spec()
	}
	return s
}

// spec describes a node's type; one of an unknown type has no fields.
func (d *Draft) spec(id string) engine.Spec {
	if id == Source {
		return d.Specs.Sources[d.Definition.Source.Type]
	}
	return d.Specs.Actions[d.node(id).Type]
}

// action is an action as the document has it, also what cannot be read of it.
func (d *Draft) action(id string) object {
	var found object
	var walk func([]json.RawMessage)
	walk = func(all []json.RawMessage) {
		for _, raw := range all {
			a := read(raw)
			if a.text("id") == id {
				found = a
			}
			branches := a.inside("branches")
			for _, name := range branches.keys {
				walk(branches.list(name))
			}
		}
	}
	walk(read(d.Processing.Draft).list("actions"))
	return found
}

// node is the action of an id; one with nothing but the id if there is none.
func (d *Draft) node(id string) engine.Node {
	for _, n := range d.Definition.Nodes {
		if string(n.ID) == id {
			return n
		}
	}
	return engine.Node{ID: engine.NodeID(id)}
}

// Has reports whether the draft has a node of that id.
func (d *Draft) Has(id string) bool { return id == Source || d.node(id).Type != "" }

// with is the config of a node.
func (d *Draft) with(id string) object {
	if id == Source {
		return read(d.Definition.Source.With)
	}
	return read(d.node(id).With)
}

// scope is what a node's own part of the document is called in changes.
func scope(id string) string {
	if id == Source {
		return Source
	}
	return "actions/" + id
}

// Name is what people call a node.
func (d *Draft) Name(id string) string {
	n := d.node(id)
	if n.Title != "" {
		return n.Title
	}
	typ := n.Type
	if id == Source {
		typ = d.Definition.Source.Type
	}
	return d.typeName(typ)
}

// typeName is what people call a type.
func (d *Draft) typeName(typ string) string {
	if typ == "" {
		return d.Voice.T("editor.source")
	}
	say, _ := d.Say("type."+typ, nil)
	return say
}

// Bead is a node's number, in the colour of its kind.
func (d *Draft) Bead(id string) part.BeadView {
	b := part.BeadView{Number: "1", Kind: "source"}
	if id == Source {
		return b
	}
	for i, n := range d.Definition.Nodes {
		if string(n.ID) == id {
			b.Number, b.Off = strconv.Itoa(i+2), n.Disabled
		}
	}
	b.Kind = part.Kind(d.spec(id).Group)
	return b
}

// Home is the address of the processing; below it are its parts.
func (d *Draft) Home() string { return "/p/" + url.PathEscape(string(d.Processing.ID)) }

// Href is the address of the page with a node at hand.
func (d *Draft) Href(id string) string { return d.Home() + "?at=" + url.QueryEscape(id) }

// below is the address of something that concerns the node at hand.
func (d *Draft) below(what string, more ...string) string {
	q := url.Values{"at": {d.At}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if d.Values.Sample != "" {
		q.Set("sample", d.Values.Sample)
	}
	return d.Home() + "/" + what + "?" + q.Encode()
}

// anchor is the id of the element that holds a scope's field.
func anchor(scope string) string { return "f-" + anchored.Replace(scope) }

var anchored = strings.NewReplacer("/", ".", " ", "_")
