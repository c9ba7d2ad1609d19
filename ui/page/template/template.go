// Package template draws the gallery of templates, what one of them is, and the
// pages on which it is filled in.
package template

import (
	"strings"

	"github.com/a-h/templ"

	"stanok/ui/page/connection"
	"stanok/ui/part"
	"stanok/ui/words"
)

// GalleryView is all templates, or those that were looked for.
type GalleryView struct {
	Query   string
	Service string // that they are for; "" for any
	Filters []part.FilterView
	Count   string
	Cards   []CardView
	Drafts  []DraftView // begun and not finished, by who looks
	MayMake bool
}

// CardView is one template in the gallery.
type CardView struct {
	ID       string
	Title    string
	Services []string // as people call them
	Result   string
	Needs    string
	Minutes  int
}

// DraftView is a template that somebody began to fill in.
type DraftView struct {
	Name, Title, Href string
	When              part.MomentView
}

// PreviewView is one template, before it is made.
type PreviewView struct {
	ID, Title, Result string
	Minutes           int
	Variants          []VariantView // none if there is no choice
	Variant           string
	Needs             []NeedView
	Chain             part.ChainView
	Sends             []SendView
	Comes             []part.FactView // of the sample request
	How               string          // the sample comes: GET, POST; "" without one
	MayMake           bool
}

// VariantView is one of the documents that can be made.
type VariantView struct {
	Name, Title, Help, Href string
	Chosen                  bool
}

// NeedView is what to have at a service.
type NeedView struct {
	Service string
	Texts   []string
}

// SendView is something that leaves for a service.
type SendView struct {
	Bead   part.BeadView
	Name   string
	Where  string // "POST, Envybox"
	Body   string // a text with names in the place of values; "" if there is none
	Facts  []part.FactView
	Failed string // why there is nothing to be seen
}

// WizardView is a page of the wizard. Its child is what the step asks.
type WizardView struct {
	Title string
	Steps []StepView
	At    int // from 0
	Head  string
	Lead  string
	Chain part.ChainView
	Back  string // the page before; "" for the gallery
	Home  string // address of this page
}

// StepView is one step of the wizard in its progress.
type StepView struct{ Text, Href string }

// ChoiceView is the step of a connection, of which there are some already, or of
// questions alone.
type ChoiceView struct {
	Home, Back string
	Label      string
	Choices    []part.OptionView // existing connections
	Check      connection.CheckView
	Another    string // address of the form of a new one
	Questions  []QuestionView
}

// Kinds of controls of a question.
const (
	TextQuestion   = "text"
	NumberQuestion = "number"
	SelectQuestion = "choice"
	SwitchQuestion = "switch"
	ListQuestion   = "list"
	PairsQuestion  = "pairs"
)

// QuestionView is one question and its answer so far.
type QuestionView struct {
	part.ChoiceView
	Kind    string
	List    string // address of what a service lists
	After   string // ids of the controls that the list depends on, as a selector; "" for none
	Columns []ColumnView
	Rows    [][]string
}

// ColumnView is one value of a row.
type ColumnView struct{ Name, Title, List string }

// ListView is what a service lists for a question.
type ListView struct {
	ID      string
	After   string // as in QuestionView
	Options []part.OptionView
	Wrong   string
	Again   string // address to ask anew
}

// ReceiveView is the step in which the first request arrives.
type ReceiveView struct {
	Home, Back, Link string
	Label            string
	HowTo            string // title of where to paste it
	Where            string // text: where to paste it
	Arrived          ArrivedView
	Sample           bool // there is one to use
}

// ArrivedView is what came to the link so far.
type ArrivedView struct {
	Home string
	When string // "" while nothing came
	Text string
	Data string // address of the data
}

// ReviewView is the last step.
type ReviewView struct {
	Home, Back string
	Name       part.FieldView
	Questions  []QuestionView
	Problems   []ProblemView
	Editor     string
	MayRun     bool
	Preview    string // address of the first result
}

// ProblemView is what keeps the processing from running.
type ProblemView struct{ Where, Text, Href string }

// FirstView is what the first result would be.
type FirstView struct {
	Home  string
	Fault part.NoticeView // none without a Title
	Sends []SendView
}

// progress are the classes and states of a step in the list of steps.
func (w WizardView) progress(i int) templ.Attributes {
	switch {
	case i < w.At:
		return templ.Attributes{"class": "is-done"}
	case i == w.At:
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

func (w WizardView) head(v words.Voice) string {
	return v.T("templates.step", "n", w.At+1, "of", len(w.Steps), "what", w.Head)
}

func (g GalleryView) searching() templ.Attributes {
	return templ.Attributes{
		"hx-get": "/templates", "hx-target": "#gallery", "hx-swap": "outerHTML", "hx-push-url": "true",
		"hx-trigger": "input changed delay:200ms from:[data-testid=search], submit",
	}
}

// asks are the attributes of what asks for a list, at once or when what it
// depends on changes.
func asks(address, after string, now bool) templ.Attributes {
	all := templ.Attributes{"hx-get": address, "hx-target": "this", "hx-swap": "outerHTML"}
	var when []string
	if now {
		when = append(when, "load")
	}
	if after != "" {
		when = append(when, "change from:"+after)
		all["hx-include"] = after
	}
	if all["hx-trigger"] = strings.Join(when, ", "); len(when) == 0 {
		return nil
	}
	return all
}

// listID is that of the list that belongs to a question.
func (q QuestionView) listID() string { return q.ID + "-list" }

func (q QuestionView) on() bool { return q.Value == "yes" }

// rows are those said, and some empty ones.
func (q QuestionView) rows() [][]string {
	all := append([][]string{}, q.Rows...)
	for range max(1, 3-len(all)) {
		all = append(all, make([]string, len(q.Columns)))
	}
	return all
}

func (q QuestionView) listed() templ.Attributes {
	all := templ.Attributes{"id": q.ID, "name": q.Name, "data-testid": "field-" + q.Name, "list": q.listID()}
	for k, one := range q.Said() {
		all[k] = one
	}
	return all
}

// Said are what ties the control to what is said about it.
func (q QuestionView) Said() templ.Attributes {
	all := templ.Attributes{}
	by := ""
	if q.Error != "" {
		all["aria-invalid"], by = "true", q.ID+"-error"
	}
	if q.Help != "" {
		by += " " + q.ID + "-help"
	}
	if by != "" {
		all["aria-describedby"] = by
	}
	return all
}
