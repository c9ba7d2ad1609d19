package ui

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// editPrefix begins the names of the form's fields, so that no parameter can be
// taken for something else.
const editPrefix = "value."

// editable is an operation's data as a person may change them.
type editable struct {
	opened
	came  *trial.Known
	input map[string]any
	order []string // of its keys
}

func (u *UI) editable(c *call) (e editable, err error) {
	if e.opened, err = u.opened(c); err != nil {
		return e, err
	}
	spec, _ := u.Engine.SourceSpec(e.plan.Definition.Source.Type)
	e.came = trial.Came(e.plan, spec.Outputs, e.Event)
	input, ok := e.came.Input()
	if !ok {
		return e, &engine.Error{Kind: engine.Invalid, Code: "operation.no_edit"}
	}
	e.input = input
	e.order = keysOf(u.ordered(e.opened, input, nil))
	return e, nil
}

// keysOf lists the keys of a JSON object in their order.
func keysOf(raw json.RawMessage) []string {
	d := json.NewDecoder(bytes.NewReader(raw))
	var keys []string
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for d.More() {
		t, err := d.Token()
		key, ok := t.(string)
		var value json.RawMessage
		if err != nil || !ok || d.Decode(&value) != nil {
			return keys
		}
		keys = append(keys, key)
	}
	return keys
}

func (u *UI) editScreen(c *call) error {
	e, err := u.editable(c)
	if err != nil {
		return err
	}
	return u.showEdit(c, e, nil, "")
}

// showEdit shows the form, or the text, with what was typed if that could not be
// taken.
func (u *UI) showEdit(c *call, e editable, typed url.Values, wrong string) error {
	v := u.voice(c)
	a := u.againView(c, v, e.opened)
	text := c.QueryParam("view") == "text"
	a.Title, a.Do, a.Wrong = v.T("op.edit"), v.T("op.edit.do"), wrong
	a.Action, a.Sends = e.at()+"/edit", u.sentBefore(e.opened, v)
	a.Say = v.T("op.edit.say", "version", a.version)
	for _, view := range []string{"form", "text"} {
		a.Views = append(a.Views, part.FilterView{
			Text: v.T("op.edit." + view), Href: e.at() + "/edit?view=" + view, On: text == (view == "text"), TestID: "edit-view-" + view,
		})
	}
	if text {
		a.Action += "?view=text"
		a.Text = u.editText(v, e, typed)
	} else {
		a.Fields, a.Long = editFields(e, typed)
	}
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return u.show(c, status, page.FrameView{Title: a.Title}, "operations", history.Again(v, a.AgainView))
}

func (u *UI) editText(v words.Voice, e editable, typed url.Values) *part.FieldView {
	f := &part.FieldView{ID: "text", Name: "text", Label: v.T("op.edit.json"), Wide: true, More: templ.Attributes{"data-testid": "edit-text", "rows": "16"}}
	if f.Value = typed.Get("text"); typed == nil {
		var b bytes.Buffer
		_ = json.Indent(&b, u.ordered(e.opened, e.input, nil), "", "  ")
		f.Value = b.String()
	}
	return f
}

// editFields are a field for each value, lists and objects as JSON.
func editFields(e editable, typed url.Values) (fields []part.FieldView, long []bool) {
	for _, name := range e.order {
		f := part.FieldView{ID: "edit-" + name, Name: editPrefix + name, Label: name, More: templ.Attributes{"data-testid": "edit-" + name}}
		text, many := editedText(e.input[name])
		if f.Value = text; typed != nil {
			f.Value = typed.Get(f.Name)
		}
		f.Wide = many
		fields, long = append(fields, f), append(long, many || strings.ContainsAny(text, "\r\n") || len(text) > 120)
	}
	return fields, long
}

// editedText is a value as it stands in the form, and whether that is JSON.
func editedText(v any) (text string, isJSON bool) {
	switch v := v.(type) {
	case string:
		return v, false
	case nil:
		return "", false
	case map[string]any, []any:
		raw, _ := json.MarshalIndent(v, "", "  ")
		return string(raw), true
	}
	raw, _ := json.Marshal(v)
	return string(raw), false
}

// edited is a value of the form: what did not change stays what it is, and what
// was no text stays none where it can.
func edited(old any, text string) (any, bool) {
	was, isJSON := editedText(old)
	if strings.ReplaceAll(text, "\r\n", "\n") == was {
		return old, true
	}
	if isJSON {
		v := engine.Decode(json.RawMessage(text))
		return v, v != nil
	}
	switch old.(type) {
	case json.Number, bool:
		switch v := engine.Decode(json.RawMessage(text)).(type) {
		case json.Number, bool:
			return v, true
		}
	}
	return text, true
}

// repeatEdited repeats the operation with other data. The original stays as it
// was.
func (u *UI) repeatEdited(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	e, err := u.editable(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	input, ok := map[string]any{}, true
	if c.QueryParam("view") == "text" {
		if input, ok = engine.Decode(json.RawMessage(form.Get("text"))).(map[string]any); !ok {
			return u.showEdit(c, e, form, v.T("op.edit.wrong"))
		}
	} else {
		for _, name := range e.order {
			if input[name], ok = edited(e.input[name], form.Get(editPrefix+name)); !ok {
				return u.showEdit(c, e, form, v.T("op.edit.wrong.field", "name", name))
			}
		}
	}
	input = e.came.Unmasked(input)
	op, err := u.Engine.Replay(c.Request().Context(), c.ws, e.ID, engine.Replay{From: engine.FromStart, Event: func(s engine.PreparedSource) (engine.Event, error) {
		return u.Alter(s, e.Event, input, u.Clock.Now())
	}})
	if err != nil && (engine.KindOf(err) == engine.Invalid || asProblems(err, new(engine.Problems))) {
		_, code, args := u.verdict(c, err)
		say, try := u.Texts.Say(c.lang, code, args)
		return u.showEdit(c, e, form, strings.TrimSpace(say+" "+try))
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/ops/"+url.PathEscape(string(op.ID)))
}
