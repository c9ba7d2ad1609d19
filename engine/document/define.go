package document

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stanok/engine"
)

// Bounds of a definition.
const (
	MaxActions  = 500
	MaxNesting  = 8 // branches inside one another
	MaxLabels   = 20
	MaxName     = 200 // characters
	MaxLabel    = 50  // characters
	MaxBranch   = 64  // characters of a branch's name
	maxProblems = 500
)

// Definition reads the document strictly as format 1. The problems are all there
// are, in the order of the text; the definition holds whatever could be read, and
// is complete when there are none. Configs are not looked into: a missing with is
// an empty one.
//
// A problem of an action without a usable id has no Node, and its Field begins at
// the document, as in "actions[2].id".
func (d *Document) Definition() (engine.Definition, engine.Problems) {
	r := &definer{source: d.source, first: map[string]int32{}}
	r.document(d.root)
	slices.SortStableFunc(r.problems, func(a, b engine.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.definition, r.problems
}

// definer makes a definition of a tree.
type definer struct {
	source     source
	definition engine.Definition
	problems   engine.Problems
	first      map[string]int32 // where each id of an action was given first
}

func (r *definer) document(root *node) {
	f, ok := r.fields(root, place{}, rootRole)
	if !ok {
		return
	}
	def := &r.definition
	def.Format = Format
	if newer := f.format(); newer {
		def.Name, _ = f.text("name")
		return
	}
	f.unknown()
	def.Name = f.name()
	def.Description, _ = f.text("description")
	def.Labels = f.labels()
	def.Settings = r.settings(f)
	def.Source = r.sourceConfig(f)
	if n := f.node.child("actions"); n != nil {
		def.Nodes = []engine.Node{}
		r.actions(n, place{field: "actions"}, branch{})
	}
}

func (r *definer) settings(root fields) engine.Settings {
	f, ok := root.inside("settings", settingsRole)
	if !ok {
		return engine.Settings{}
	}
	f.unknown()
	s := engine.Settings{
		TimeZone:     f.timeZone(),
		Concurrency:  f.whole("concurrency", 1, 1000),
		WhileStopped: engine.WhileStopped(f.choice("while_stopped", string(engine.Keep), string(engine.ProcessLater), string(engine.Refuse))),
		Deadline:     f.duration("deadline"),
		Pace:         f.duration("pace"),
	}
	s.Lane, _ = f.text("lane")
	s.LaneOnFailure = engine.LaneOnFailure(f.choice("lane_on_failure", string(engine.GoOn), string(engine.HoldLane)))
	return s
}

func (r *definer) sourceConfig(root fields) engine.SourceConfig {
	root.required("source")
	f, ok := root.inside("source", sourceRole)
	if !ok {
		return engine.SourceConfig{}
	}
	f.unknown()
	return engine.SourceConfig{Type: f.requiredText("type"), With: f.with()}
}

// format reads the format's number and tells whether it is newer than this
// program; then nothing else can be judged.
func (f fields) format() (newer bool) {
	n, ok := f.of("format", number)
	f.required("format")
	if !ok || n.text == strconv.Itoa(Format) {
		return false
	}
	whole, err := strconv.ParseUint(n.text, 10, 64)
	f.problem("document.format", "format", n.start(), "given", clip(n.text), "known", strconv.Itoa(Format))
	return err == nil && whole > Format
}

func (f fields) name() string {
	name := f.requiredText("name")
	if utf8.RuneCountInString(name) > MaxName {
		f.problem("document.length", "name", f.node.child("name").start(), "max", strconv.Itoa(MaxName))
	}
	return name
}

func (f fields) labels() []string {
	n, ok := f.of("labels", list)
	if !ok {
		return nil
	}
	labels := []string{}
	if len(n.items) > MaxLabels {
		f.problem("document.limit", "labels", n.start(), "what", "labels", "max", strconv.Itoa(MaxLabels))
	}
	for i, item := range n.items {
		at := "labels[" + strconv.Itoa(i) + "]"
		switch size := utf8.RuneCountInString(item.text); {
		case item.kind != text:
			f.wrongKind(at, item, "text")
		case strings.TrimSpace(item.text) == "":
			f.problem("document.required", at, item.start(), "key", at)
		case size > MaxLabel:
			f.problem("document.length", at, item.start(), "max", strconv.Itoa(MaxLabel))
		case len(labels) < MaxLabels:
			labels = append(labels, item.text)
		}
	}
	return labels
}

func (f fields) timeZone() string {
	zone, ok := f.text("time_zone")
	if !ok {
		return ""
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		f.problem("document.time_zone", "time_zone", f.node.child("time_zone").start(), "given", clip(zone))
		return ""
	}
	return zone
}

// with is the config as compact JSON.
func (f fields) with() json.RawMessage {
	n, ok := f.of("with", mapping)
	if !ok {
		return json.RawMessage("{}")
	}
	return n.appendJSON(nil)
}
