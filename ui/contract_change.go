package ui

import (
	"context"
	"encoding/json"
	"slices"

	"stanok/engine"
	"stanok/ui/page/flow"
	"stanok/ui/words"
)

// Bounds of how far back a contract is told.
const (
	mostCompared = 40 // versions
	mostChanged  = 10 // of them that changed it
)

// contractChanges say how the contract came to be what it is, newest first: what
// the draft would change, and what versions did.
func (u *UI) contractChanges(ctx context.Context, c *call, p engine.Processing) ([]flow.ContractChangeView, error) {
	all, err := u.Store.ListDefinitions(ctx, c.ws, p.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	all = all[:min(len(all), mostCompared)]
	v, now := u.voice(c), u.now(c)
	var found []flow.ContractChangeView
	note := func(title string, before, after engine.Definition) {
		if said := contractDiffers(v, before, after); len(said) > 0 {
			found = append(found, flow.ContractChangeView{Title: title, Said: said})
		}
	}
	draft, _ := u.Engine.Read(p.Draft)
	if at := slices.IndexFunc(all, func(d engine.Definition) bool { return d.Version == p.Version }); at >= 0 {
		note(v.T("contract.change.draft"), all[at], draft)
	}
	for i := range all[1:] {
		if len(found) >= mostChanged {
			break
		}
		after := all[i]
		note(v.T("contract.change.version", "n", after.Version, "when", v.Moment(after.Saved.In(c.zone), now)), all[i+1], after)
	}
	return found, nil
}

// contractDiffers says in sentences what of a contract is different.
func contractDiffers(v words.Voice, before, after engine.Definition) (said []flow.ContractSentence) {
	if before.Source.Type != after.Source.Type {
		return []flow.ContractSentence{{Text: v.T("contract.how." + after.Source.Type), Breaks: true}}
	}
	var was, is promised
	_ = json.Unmarshal(before.Source.With, &was) // what cannot be read promises nothing
	_ = json.Unmarshal(after.Source.With, &is)
	d := differing{voice: v}
	d.takes(was.Params, is.Params)
	d.gives(was.Returns, is.Returns)
	if waits := is.Answer.When == "finished"; waits != (was.Answer.When == "finished") {
		d.say(!waits, map[bool]string{true: "waits", false: "at_once"}[waits])
	}
	for _, m := range was.Methods {
		if len(is.Methods) > 0 && !slices.Contains(is.Methods, m) {
			d.say(true, "method", "name", m)
		}
	}
	return d.said
}

// differing gathers what differs between two contracts.
type differing struct {
	voice words.Voice
	said  []flow.ContractSentence
}

// say adds a sentence; breaks is that whoever begins the processing has to change
// something.
func (d *differing) say(breaks bool, what string, args ...any) {
	d.said = append(d.said, flow.ContractSentence{Text: d.voice.T("contract.change."+what, args...), Breaks: breaks})
}

func (d *differing) takes(was, is []promisedValue) {
	for _, one := range is {
		old, there := promiseOf(was, one.Name)
		switch {
		case !there && one.Required:
			d.say(true, "takes.must", "name", one.Name)
		case !there:
			d.say(false, "takes.new", "name", one.Name)
		case one.Required && !old.Required:
			d.say(true, "must", "name", one.Name)
		case old.Required && !one.Required:
			d.say(false, "free", "name", one.Name)
		}
		if there {
			d.kind(old, one)
			if one.In != old.In && d.voice.Has("editor.in."+one.In) {
				d.say(true, "place", "name", one.Name, "place", d.voice.T("editor.in."+one.In))
			}
		}
	}
	for _, one := range was {
		if _, there := promiseOf(is, one.Name); !there {
			d.say(false, "takes.gone", "name", one.Name)
		}
	}
}

func (d *differing) gives(was, is []promisedValue) {
	for _, one := range is {
		old, there := promiseOf(was, one.Name)
		switch {
		case !there:
			d.say(false, "gives.new", "name", one.Name)
		case old.Required && !one.Required:
			d.say(true, "gives.free", "name", one.Name)
		case one.Required && !old.Required:
			d.say(false, "gives.must", "name", one.Name)
		}
		if there {
			d.kind(old, one)
		}
	}
	for _, one := range was {
		if _, there := promiseOf(is, one.Name); !there {
			d.say(true, "gives.gone", "name", one.Name)
		}
	}
}

func (d *differing) kind(was, is promisedValue) {
	if orText(was.Type) != orText(is.Type) {
		d.say(true, "kind", "name", is.Name, "kind", kindWord(d.voice, is.Type), "before", kindWord(d.voice, was.Type))
	}
}

func promiseOf(all []promisedValue, name string) (promisedValue, bool) {
	at := slices.IndexFunc(all, func(one promisedValue) bool { return one.Name == name })
	if at < 0 {
		return promisedValue{}, false
	}
	return all[at], true
}

// kindWord is what people call a kind of values.
func kindWord(v words.Voice, kind string) string {
	if key := "editor.option." + orText(kind); v.Has(key) {
		return v.T(key)
	}
	return kind
}
