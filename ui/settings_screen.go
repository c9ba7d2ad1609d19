package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/ui/page"
	"stanok/ui/page/flow"
	"stanok/ui/part"
)

// settingScreens are the screens about a processing's settings.
var settingScreens = []route{
	{"GET", "/p/:id/settings", engine.Viewer, (*UI).settingsScreen},
	{"POST", "/p/:id/settings", engine.Editor, (*UI).saveSettings},
}

// flowSettings are a processing's settings as its form sends them.
type flowSettings struct {
	name, about, labels, zone, lane, onFailure, together, stopped string
	amount, unit                                                  string // of the deadline
	paceAmount, paceUnit                                          string
}

func (u *UI) settingsScreen(c *call) error {
	p, err := u.Store.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	doc, err := document.Parse(p.Draft)
	if err != nil {
		return err
	}
	def, _ := doc.Definition()
	return u.showSettings(c, http.StatusOK, p, settingsOf(def, doc), nil, p.Revision)
}

func settingsOf(def engine.Definition, doc *document.Document) flowSettings {
	s := flowSettings{
		name: doc.Name(), about: def.Description, labels: strings.Join(doc.Labels(), ", "), zone: def.Settings.TimeZone, lane: def.Settings.Lane,
		onFailure: string(def.Settings.LaneOnFailure), stopped: string(def.Settings.WhileStopped),
	}
	if def.Settings.Concurrency > 0 {
		s.together = strconv.Itoa(def.Settings.Concurrency)
	}
	s.amount, s.unit = amountAndUnit(def.Settings.Deadline, "m")
	s.paceAmount, s.paceUnit = amountAndUnit(def.Settings.Pace, "s")
	return s
}

// amountAndUnit are a length of time as a form has it, with the usual unit where
// there is none.
func amountAndUnit(d time.Duration, usual string) (amount, unit string) {
	if d <= 0 {
		return "", usual
	}
	said := document.FormatDuration(d)
	amount = strings.TrimRight(said, "dhms")
	return amount, said[len(amount):]
}

func settingsSent(form url.Values) flowSettings {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return flowSettings{
		name: get("name"), about: strings.ReplaceAll(get("description"), "\r\n", "\n"), labels: get("labels"), zone: get("time_zone"), lane: get("lane"), onFailure: get("lane_on_failure"),
		together: get("concurrency"), stopped: get("while_stopped"), amount: strings.ReplaceAll(get("deadline.amount"), ",", "."), unit: get("deadline.unit"),
		paceAmount: strings.ReplaceAll(get("pace.amount"), ",", "."), paceUnit: get("pace.unit"),
	}
}

// in is a draft with these settings.
func (s flowSettings) in(draft json.RawMessage) (*document.Document, error) {
	var root map[string]json.RawMessage
	if err := json.Unmarshal(draft, &root); err != nil {
		return nil, err
	}
	settings := map[string]json.RawMessage{}
	_ = json.Unmarshal(root["settings"], &settings) // what is no map is replaced by one
	put := func(in map[string]json.RawMessage, name string, v any, some bool) {
		delete(in, name)
		if some {
			in[name] = plainJSON(v)
		}
	}
	put(root, "name", s.name, true)
	put(root, "description", s.about, s.about != "")
	labels := s.labelList()
	put(root, "labels", labels, len(labels) > 0)
	put(settings, "time_zone", s.zone, s.zone != "")
	put(settings, "lane", s.lane, s.lane != "")
	_, said := settings["lane_on_failure"]
	put(settings, "lane_on_failure", s.onFailure, s.lane != "" && s.onFailure != "" && (said || s.onFailure != string(engine.GoOn)))
	if _, said := settings["while_stopped"]; said || s.stopped != string(engine.Keep) { // which goes without saying
		put(settings, "while_stopped", s.stopped, s.stopped != "")
	}
	put(settings, "deadline", s.amount+s.unit, s.amount != "")
	put(settings, "pace", s.paceAmount+s.paceUnit, s.paceAmount != "")
	if n, err := strconv.Atoi(s.together); err == nil {
		put(settings, "concurrency", n, true)
	} else {
		put(settings, "concurrency", s.together, s.together != "")
	}
	put(root, "settings", settings, len(settings) > 0)
	return document.Parse(plainJSON(root))
}

func (s flowSettings) labelList() []string {
	var all []string
	for _, l := range strings.Split(s.labels, ",") {
		if l = strings.TrimSpace(l); l != "" && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

// plainJSON writes v as it stands, without escapes for HTML.
func plainJSON(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // maps of texts, numbers and JSON can be written
	return bytes.TrimSpace(b.Bytes())
}

func (u *UI) saveSettings(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	p, err := u.Store.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	sent := settingsSent(form)
	revision, _ := strconv.ParseInt(form.Get("revision"), 10, 64)
	if revision != p.Revision {
		return u.showSettings(c, http.StatusConflict, p, sent, []*engine.Error{{Kind: engine.Conflict, Code: "processing.changed"}}, revision)
	}
	doc, err := sent.in(p.Draft)
	if err != nil {
		return err
	}
	if faults := settingFaults(doc); len(faults) > 0 {
		return u.showSettings(c, http.StatusUnprocessableEntity, p, sent, faults, revision)
	}
	if _, err := u.Engine.Save(c.Request().Context(), c.ws, p.ID, revision, c.who, doc.Name(), doc.JSON()); err != nil {
		if e := (*engine.Error)(nil); errors.As(err, &e) && e.Kind == engine.Conflict {
			return u.showSettings(c, http.StatusConflict, p, sent, []*engine.Error{e}, revision)
		}
		return err
	}
	return c.leave("/p/" + string(p.ID) + "/settings?saved=1")
}

// settingFaults are what is wrong with the settings of a document; its actions
// may have problems of their own.
func settingFaults(doc *document.Document) (faults []*engine.Error) {
	_, problems := doc.Definition()
	for _, p := range problems {
		field, _, _ := strings.Cut(strings.TrimPrefix(p.Field, "settings."), "[")
		ours := strings.HasPrefix(p.Field, "settings.") || slices.Contains([]string{"name", "description", "labels"}, field)
		if p.Node == "" && ours {
			if p.Code == "document.duration" {
				p.Args = nil // what was given stands beside, as a number and a unit
			}
			faults = append(faults, &engine.Error{Kind: engine.Invalid, Code: p.Code, Field: field, Args: p.Args})
		}
	}
	return faults
}

func (u *UI) showSettings(c *call, status int, p engine.Processing, s flowSettings, faults []*engine.Error, revision int64) error {
	head, _, err := u.flowHead(c, p, "settings")
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := u.settingsView(c, s, faults)
	view.Head, view.MayEdit = head, c.role.Includes(engine.Editor)
	view.Revision, view.Saved = strconv.FormatInt(revision, 10), c.QueryParam("saved") != "" && len(faults) == 0
	title := v.T("flow.title", "page", v.T("flow.tab.settings"), "name", p.Name)
	return u.show(c, status, page.FrameView{Title: title}, "processings", flow.Settings(v, view))
}

func (u *UI) settingsView(c *call, s flowSettings, faults []*engine.Error) flow.SettingsView {
	v, say := u.voice(c), u.sayings(c, faults)
	field := func(name, value string) part.FieldView {
		f := part.FieldView{
			ID: "settings-" + name, Name: name, Label: v.T("flow." + name), Value: value, Error: say.take(name),
			Readonly: !c.role.Includes(engine.Editor), Optional: name != "name",
		}
		if v.Has("flow." + name + ".help") {
			f.Help = v.T("flow."+name+".help", "example", "{{ source.phone }}")
		}
		return f
	}
	view := flow.SettingsView{
		Name: field("name", s.name), About: field("description", s.about), Labels: field("labels", s.labels), Zone: field("time_zone", s.zone),
		Zones: zones, Lane: field("lane", s.lane), Together: field("concurrency", s.together),
		OnFailure: part.ChoiceView{FieldView: field("lane_on_failure", ""), Options: options(v.T, "flow.lane_on_failure.", s.onFailure, engine.GoOn, engine.HoldLane)},
		Stopped:   part.ChoiceView{FieldView: field("while_stopped", ""), Options: options(v.T, "flow.stopped.", s.stopped, engine.Keep, engine.ProcessLater, engine.Refuse)},
		Deadline:  part.DurationView{FieldView: field("deadline", ""), Amount: s.amount, Unit: s.unit},
		Pace:      part.DurationView{FieldView: field("pace", ""), Amount: s.paceAmount, Unit: s.paceUnit},
	}
	view.Stopped.Optional, view.OnFailure.Optional = false, false
	view.Zone.More = templ.Attributes{"list": "zones"}
	view.Together.Hint = strconv.Itoa(engine.DefaultConcurrency)
	if said := say.rest(); said != "" {
		view.Fault = part.NoticeView{Look: "fail", Title: said, TestID: "settings-fault"}
	}
	return view
}

// options are the values of a setting, of which the first goes without saying.
func options[T ~string](say func(key string, args ...any) string, words, chosen string, values ...T) []part.OptionView {
	if chosen == "" {
		chosen = string(values[0])
	}
	var all []part.OptionView
	for _, one := range values {
		key := words + string(one)
		all = append(all, part.OptionView{Value: string(one), Label: say(key), Help: say(key + ".help"), Chosen: string(one) == chosen})
	}
	return all
}

// zones are offered while a time zone is typed; any other is taken too.
var zones = []string{
	"America/Belem", "America/Fortaleza", "America/Manaus", "America/New_York", "America/Noronha", "America/Recife", "America/Rio_Branco",
	"America/Sao_Paulo", "Asia/Almaty", "Asia/Irkutsk", "Asia/Kamchatka", "Asia/Krasnoyarsk", "Asia/Novosibirsk", "Asia/Omsk", "Asia/Tashkent",
	"Asia/Tbilisi", "Asia/Vladivostok", "Asia/Yakutsk", "Asia/Yekaterinburg", "Asia/Yerevan", "Europe/Berlin", "Europe/Istanbul", "Europe/Kaliningrad",
	"Europe/Lisbon", "Europe/London", "Europe/Minsk", "Europe/Moscow", "Europe/Samara", "UTC",
}
