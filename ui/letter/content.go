package letter

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/ui/text"
)

// content is a letter in words, before it is laid out.
type content struct {
	Language string // as HTML names it
	Subject  string
	Lead     string // what the letter is about, in a sentence
	Tone     string // colour of the bar beside it
	Sections []section
	Facts    []fact
	Links    []link // the first is the one to follow
	Why      string // they get it
}

type (
	section struct{ Title, Text string }
	fact    struct{ Name, Value string }
	link    struct{ Label, URL string }
)

// Colours of the bar, readable on white and on black.
const (
	alarm = "#d64545"
	calm  = "#2e9e5b"
)

// shape is what a kind of letter has beside its lead.
type shape struct {
	key       string // of its sentences
	happened  string // title over the failure; "" to leave the failure out
	operation string // label of the link to the operation
	tone      string
}

var shapes = map[engine.LetterKind]shape{
	engine.FirstFailure: {"letter.failure", "letter.happened", "letter.open_operation", alarm},
	engine.Digest:       {"letter.digest", "letter.latest", "letter.open_latest", alarm},
	engine.ManyInRow:    {"letter.many", "letter.latest", "letter.open_latest", alarm},
	engine.Recovered:    {"letter.recovered", "", "letter.open_latest", calm},
}

// content puts a letter into the words of its workspace.
func (l *Letters) content(one engine.Letter, ws engine.Workspace) (content, error) {
	s, ok := shapes[one.Kind]
	if !ok {
		return content{}, &engine.Error{Kind: engine.Internal, Code: "internal", Err: fmt.Errorf("no such kind of letter: %q", one.Kind)}
	}
	say := speaker{texts: l.texts, lang: ws.Language, zone: zoneOf(ws)}
	subject, lead := say.both(s.key, map[string]string{
		"name": oneLine(one.Name, maxName), "count": strconv.Itoa(one.Count),
	})
	c := content{
		Language: text.Languages[0], Subject: subject, Lead: lead, Tone: s.tone, Why: say.words("letter.why"),
		Facts: say.facts(one),
	}
	if slices.Contains(text.Languages, ws.Language) {
		c.Language = ws.Language
	}
	if s.happened != "" && one.Failure != nil {
		what, todo := say.both(one.Failure.Code, tidy(one.Failure.Args))
		c.add(say.words(s.happened), what)
		c.add(say.words("letter.advice"), todo)
	}
	c.link(say.words(s.operation), l.publicURL()+"/operations/", string(one.Operation))
	c.link(say.words("letter.open_processing"), l.publicURL()+"/p/", string(one.Processing))
	return c, nil
}

func (c *content) add(title, text string) {
	if text != "" {
		c.Sections = append(c.Sections, section{title, text})
	}
}

func (c *content) link(label, path, id string) {
	if id != "" {
		c.Links = append(c.Links, link{label, path + url.PathEscape(id)})
	}
}

// speaker says things in one language and zone.
type speaker struct {
	texts *text.Texts
	lang  string
	zone  *time.Location
}

func (s speaker) both(key string, args map[string]string) (say, try string) {
	return s.texts.Say(s.lang, key, args)
}

func (s speaker) words(key string) string {
	say, _ := s.both(key, nil)
	return say
}

func (s speaker) moment(at time.Time) string {
	return text.Moment(s.lang, at.In(s.zone)) + " (" + s.zone.String() + ")"
}

// facts are the figures of a letter: when, and how many.
func (s speaker) facts(one engine.Letter) []fact {
	var all []fact
	add := func(key, value string) { all = append(all, fact{s.words(key), value}) }
	if name := oneLine(one.Name, maxName); name != "" {
		add("letter.processing", name)
	}
	if name := oneLine(s.action(one), maxName); name != "" && one.Kind != engine.Recovered {
		add("letter.action", name)
	}
	at := one.Created
	if one.Failure != nil && !one.Failure.At.IsZero() {
		at = one.Failure.At
	}
	switch {
	case one.Kind == engine.FirstFailure:
		add("letter.when", s.moment(at))
		return all
	case !one.Since.IsZero():
		add("letter.since", s.moment(one.Since))
	}
	if one.Kind == engine.Recovered {
		add("letter.until", s.moment(one.Created))
	} else {
		add("letter.when", s.moment(at))
	}
	add("letter.count", strconv.Itoa(one.Count))
	return all
}

// action is what people call the action that failed.
func (s speaker) action(one engine.Letter) string {
	if one.Action != "" || one.Type == "" || !s.texts.Has("type."+one.Type) {
		return one.Action
	}
	return s.words("type." + one.Type)
}

// zoneOf is the zone of a workspace, UTC if it names none that is known.
func zoneOf(ws engine.Workspace) *time.Location {
	zone, err := time.LoadLocation(ws.TimeZone)
	if err != nil || ws.TimeZone == "Local" {
		return time.UTC
	}
	return zone
}
