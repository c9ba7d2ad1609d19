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
	why       string            // they get it; "" since their address is set for alerts
	watch     bool              // it leads to what is watched over
	repeat    bool              // it leads to repeating what failed
	about     engine.LetterKind // what may be muted; "" for nothing
}

var shapes = map[engine.LetterKind]shape{
	engine.FirstFailure: {key: "letter.failure", happened: "letter.happened", operation: "letter.open_operation", tone: alarm, repeat: true, about: engine.FirstFailure},
	engine.Digest:       {key: "letter.digest", happened: "letter.latest", operation: "letter.open_latest", tone: alarm, repeat: true, about: engine.FirstFailure},
	engine.ManyInRow:    {key: "letter.many", happened: "letter.latest", operation: "letter.open_latest", tone: alarm, repeat: true, about: engine.FirstFailure},
	engine.Halted:       {key: "letter.halted", happened: "letter.latest", operation: "letter.open_latest", tone: alarm, repeat: true},
	engine.Recovered:    {key: "letter.recovered", operation: "letter.open_latest", tone: calm, repeat: true},
	engine.Drift:        {key: "letter.drift", advice: "letter.drift_advice", operation: "letter.open_example", tone: warning, watch: true, about: engine.Drift},
	engine.Quiet:        {key: "letter.quiet", advice: "letter.quiet_advice", tone: warning, about: engine.Quiet},
	engine.Flood:        {key: "letter.flood", advice: "letter.flood_advice", tone: warning, about: engine.Flood},
	engine.Circle:       {key: "letter.circle", advice: "letter.circle_advice", tone: alarm},
	engine.DiskFull:     {key: "letter.disk", advice: "letter.disk_advice", tone: alarm},
	engine.AccessEnding: {key: "letter.access_ending", advice: "letter.access_advice", tone: warning},
	engine.AccessEnded:  {key: "letter.access_ended", happened: "letter.happened", tone: alarm},
	engine.Repeated:     {key: "letter.repeated", tone: calm, why: "letter.why_repeated"},
}

// shapeWords name what a value is.
var shapeWords = map[engine.Shape]string{
	engine.Gone: "letter.shape_gone", engine.NullShape: "letter.shape_null", engine.EmptyShape: "letter.shape_empty",
	engine.TextShape: "letter.shape_text", engine.NumberShape: "letter.shape_number", engine.BoolShape: "letter.shape_bool",
	engine.ListShape: "letter.shape_list", engine.ObjectShape: "letter.shape_object",
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
	for _, d := range one.Drifted {
		title, what := say.both("letter.drift_field", map[string]string{
			"field": oneLine(text.Path(d.Path), maxName), "from": oneLine(say.title(d.From, d.FromType), maxName),
			"old": say.words(shapeWords[d.Was]), "new": say.words(shapeWords[d.Now]),
			"action": oneLine(say.title(d.Action, d.Type), maxName),
		})
		c.add(title, what)
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
	if s.watch {
		c.act(say.words("letter.open_watch"), l.publicURL(), one.Processing, "watch", nil)
	}
	c.link(say.words(s.operation), l.publicURL()+"/operations/", string(one.Operation))
	switch one.Kind {
	case engine.Quiet:
		c.act(say.words("letter.open_source"), l.publicURL(), one.Processing, "", url.Values{"at": {"source"}})
	case engine.DiskFull:
		c.Links = append(c.Links, link{say.words("letter.open_room"), l.publicURL() + "/settings#settings-data"})
	case engine.Flood, engine.Circle:
		c.act(say.words("letter.open_operations"), l.publicURL(), one.Processing, "ops", nil)
	}
	if s.repeat && one.Processing != "" {
		c.Links = append(c.Links, link{say.words("letter.repeat_failed"), l.publicURL() + "/replays/new?" + repeatable(one).Encode()})
	}
	c.link(say.words("letter.open_processing"), l.publicURL()+"/p/", string(one.Processing))
	if s.about != "" {
		c.act(say.words("letter.stop"), l.publicURL(), one.Processing, "stop", nil)
		c.act(say.words("letter.mute_day"), l.publicURL(), one.Processing, "mute", muted(one, s.about, "day"))
		c.act(say.words("letter.mute_mended"), l.publicURL(), one.Processing, "mute", muted(one, s.about, "mended"))
	}
	return c, nil
}

// repeatable are the operations that failed for a letter's cause.
func repeatable(one engine.Letter) url.Values {
	v := url.Values{"all": {"true"}, "state": {"failed"}, "processing": {string(one.Processing)}}
	if cause := one.Failure.Cause(); cause != "" && one.Kind != engine.Recovered {
		v.Set("cause", cause)
	}
	return v
}

// muted is what a page that mutes is to be about.
func muted(one engine.Letter, about engine.LetterKind, long string) url.Values {
	v := url.Values{"about": {string(about)}, "for": {long}}
	if cause := one.Failure.Cause(); cause != "" && about == engine.FirstFailure {
		v.Set("cause", cause)
	}
	return v
}

// act adds a link to a page of a processing. Following it does nothing by itself:
// programs that look into mail follow links.
func (c *content) act(label, base string, p engine.ProcessingID, path string, with url.Values) {
	if p == "" {
		return
	}
	address := base + "/p/" + url.PathEscape(string(p))
	if path != "" {
		address += "/" + path
	}
	if len(with) > 0 {
		address += "?" + with.Encode()
	}
	c.Links = append(c.Links, link{label, address})
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
	if one.Kind == engine.Drift || one.Kind == engine.Quiet || one.Kind == engine.Flood || one.Kind == engine.Circle || one.Kind == engine.DiskFull {
		return append(all, s.spellFacts(one)...)
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

// spellFacts are those of a letter about what comes.
func (s speaker) spellFacts(one engine.Letter) (all []fact) {
	if !one.Since.IsZero() {
		name := "letter.when"
		if one.Kind == engine.Quiet {
			name = "letter.last"
		}
		all = append(all, fact{s.words(name), s.moment(one.Since)})
	}
	if one.Usual > 0 {
		all = append(all, fact{s.words("letter.usually"), s.pause(one.Usual)})
	}
	return all
}

// pause says how often something comes.
func (s speaker) pause(d time.Duration) string {
	key, n := "letter.every_minutes", max(1, int(d.Round(time.Minute)/time.Minute))
	switch {
	case d >= 48*time.Hour:
		key, n = "letter.every_days", int(d.Round(24*time.Hour)/(24*time.Hour))
	case d >= 2*time.Hour:
		key, n = "letter.every_hours", int(d.Round(time.Hour)/time.Hour)
	}
	say, _ := s.both(key, map[string]string{"count": strconv.Itoa(n)})
	return say
}

// action is what people call the action that failed.
func (s speaker) action(one engine.Letter) string { return s.title(one.Action, one.Type) }

// title is what people call an action.
func (s speaker) title(title, typ string) string {
	if title != "" || typ == "" || !s.texts.Has("type."+typ) {
		return title
	}
	return s.words("type." + typ)
}

// zoneOf is the zone of a workspace, UTC if it names none that is known.
func zoneOf(ws engine.Workspace) *time.Location {
	zone, err := time.LoadLocation(ws.TimeZone)
	if err != nil || ws.TimeZone == "Local" {
		return time.UTC
	}
	return zone
}
