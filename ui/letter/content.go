package letter

import (
	"cmp"
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
	section struct {
		Title, Text string
		More        []string // lines below the text
	}
	fact struct{ Name, Value string }
	link struct{ Label, URL string }
)

// Colours of the bar, readable on white and on black.
const (
	alarm   = "#d64545"
	calm    = "#2e9e5b"
	warning = "#b07400"
)

// shape is what a kind of letter has beside its lead.
type shape struct {
	key       string // of its sentences
	happened  string // title over the failure; "" to leave the failure out
	advice    string // what to do where no failure says it; "" if nothing is to be done
	operation string // label of the link to the operation
	tone      string
	why       string // they get it; "" since their address is set for alerts
}

var shapes = map[engine.LetterKind]shape{
	engine.FirstFailure: {key: "letter.failure", happened: "letter.happened", operation: "letter.open_operation", tone: alarm},
	engine.Digest:       {key: "letter.digest", happened: "letter.latest", operation: "letter.open_latest", tone: alarm},
	engine.ManyInRow:    {key: "letter.many", happened: "letter.latest", operation: "letter.open_latest", tone: alarm},
	engine.Halted:       {key: "letter.halted", happened: "letter.latest", operation: "letter.open_latest", tone: alarm},
	engine.Recovered:    {key: "letter.recovered", operation: "letter.open_latest", tone: calm},
	engine.AccessEnding: {key: "letter.access_ending", advice: "letter.access_advice", tone: warning},
	engine.AccessEnded:  {key: "letter.access_ended", happened: "letter.happened", tone: alarm},
	engine.Repeated:     {key: "letter.repeated", tone: calm, why: "letter.why_repeated"},
}

// content puts a letter into the words of its workspace.
func (l *Letters) content(one engine.Letter, ws engine.Workspace) (content, error) {
	s, ok := shapes[one.Kind]
	if !ok {
		return content{}, &engine.Error{Kind: engine.Internal, Code: "internal", Err: fmt.Errorf("no such kind of letter: %q", one.Kind)}
	}
	ws.Language, ws.TimeZone = cmp.Or(one.Language, ws.Language), cmp.Or(one.TimeZone, ws.TimeZone)
	say := speaker{texts: l.texts, lang: ws.Language, zone: zoneOf(ws)}
	subject, lead := say.both(s.key, map[string]string{
		"name": oneLine(one.Name, maxName), "count": strconv.Itoa(one.Count),
	})
	c := content{
		Language: text.Languages[0], Subject: subject, Lead: lead, Tone: s.tone, Why: say.words(cmp.Or(s.why, "letter.why")),
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
	if s.advice != "" {
		title, todo := say.both(s.advice, nil)
		c.add(title, todo)
	}
	if one.Batch != nil {
		c.repeated(say, *one.Batch)
		c.link(say.words("letter.open_repeated"), l.publicURL()+"/replays/", string(one.Batch.ID))
	}
	c.link(say.words("letter.open_connection"), l.publicURL()+"/connections/", string(one.Connection))
	c.link(say.words(s.operation), l.publicURL()+"/operations/", string(one.Operation))
	c.link(say.words("letter.open_processing"), l.publicURL()+"/p/", string(one.Processing))
	return c, nil
}

func (c *content) add(title, text string) {
	if text != "" {
		c.Sections = append(c.Sections, section{Title: title, Text: text})
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
	name := oneLine(one.Name, maxName)
	switch {
	case one.Batch != nil:
		return s.batchFacts(*one.Batch, name)
	case one.Connection != "":
		return s.accessFacts(one, name)
	case name != "":
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

// accessFacts are those of a letter about a connection.
func (s speaker) accessFacts(one engine.Letter, name string) []fact {
	all := []fact{{s.words("letter.ends"), s.moment(one.Since)}}
	if one.Kind == engine.AccessEnded {
		all[0].Name = s.words("letter.ended")
	}
	if name == "" {
		return all
	}
	return append([]fact{{s.words("letter.connection"), name}}, all...)
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
