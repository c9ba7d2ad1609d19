package ui

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/examples/template"
	view "stanok/ui/page/template"
	"stanok/ui/part"
)

// asked are the questions of the step at hand.
func (w *wizard) asked() (all []template.Question) {
	s := w.step()
	for _, q := range w.Questions {
		if q.For(w.variant) && (q.Page == s.service && s.kind == connectStep || s.kind == reviewStep && !w.hasPage(q.Page)) {
			all = append(all, q)
		}
	}
	return all
}

// hasPage reports whether a service has a step of its own.
func (w *wizard) hasPage(service string) bool {
	return service != "" && slices.Contains(w.steps, wizardStep{connectStep, service})
}

// askedNow are those of them that can be answered: what a service lists can be
// asked once it is connected.
func (u *UI) askedNow(w *wizard, connected bool) []template.Question {
	return slices.DeleteFunc(w.asked(), func(q template.Question) bool {
		if connected {
			return false
		}
		lists := []template.ListOf{q.List}
		for _, c := range q.Columns {
			lists = append(lists, c.List)
		}
		return slices.ContainsFunc(lists, func(l template.ListOf) bool {
			return l.List != "" && slices.Contains(u.slotsOf(w.Template, w.variant, w.step().service), l.Connection)
		})
	})
}

// inForm is the name of a question in a form.
func inForm(q template.Question) string { return "q." + q.Name }

// maxPairs bounds the rows of one answer.
const maxPairs = 500

// readQuestions reads the answers that a form has.
func readQuestions(asked []template.Question, sent url.Values) map[string]template.Value {
	said := map[string]template.Value{}
	for _, q := range asked {
		name := inForm(q)
		if q.Kind == template.Pairs {
			if v, ok := readPairs(q, sent); ok {
				said[q.Name] = v
			}
			continue
		}
		if values, ok := sent[name]; ok {
			said[q.Name] = template.Value{Text: clipped(strings.TrimSpace(values[len(values)-1]), maxValue)}
		} else if q.Kind == template.Choice && q.Required {
			said[q.Name] = template.Value{}
		}
	}
	return said
}

func readPairs(q template.Question, sent url.Values) (v template.Value, ok bool) {
	first := sent[inForm(q)+"."+q.Columns[0].Name]
	for i := range first[:min(len(first), maxPairs)] {
		row, empty := map[string]string{}, true
		for _, col := range q.Columns {
			if all := sent[inForm(q)+"."+col.Name]; i < len(all) {
				row[col.Name] = strings.TrimSpace(all[i])
				empty = empty && row[col.Name] == ""
			}
		}
		if !empty {
			v.Rows = append(v.Rows, row)
		}
	}
	return v, len(first) > 0
}

// questions draws questions with what was said just now, else with what the draft
// says.
func (u *UI) questions(c *call, w *wizard, asked []template.Question, said map[string]template.Value, faults []*engine.Error) (all []view.QuestionView) {
	say := u.sayings(c, faults)
	for _, q := range asked {
		value, fresh := said[q.Name]
		if !fresh {
			value = u.answered(c, w, q)
		}
		all = append(all, u.question(c, w, q, value, say.take(q.Name)))
	}
	return all
}

func (u *UI) question(c *call, w *wizard, q template.Question, value template.Value, fault string) view.QuestionView {
	name := inForm(q)
	one := view.QuestionView{Kind: q.Kind, List: w.listAt(q.Name, "")}
	one.FieldView = part.FieldView{
		ID: strings.ReplaceAll(name, ".", "-"), Name: name, Label: q.Title.In(c.lang), Help: q.Help.In(c.lang), Value: value.Text, Error: fault,
		Optional: !q.Required && q.Kind != template.Switch && q.Kind != template.Choice,
	}
	one.After = w.after(q.List)
	if q.Kind == template.Number {
		one.More = templ.Attributes{"inputmode": "decimal"}
	}
	for _, o := range q.Options {
		one.Options = append(one.Options, part.OptionView{Value: o.Value, Label: o.Title.In(c.lang), Chosen: o.Value == value.Text})
	}
	for _, col := range q.Columns {
		shown := view.ColumnView{Name: col.Name, Title: col.Title.In(c.lang)}
		if col.List.List != "" {
			shown.List = w.listAt(q.Name, col.Name)
		}
		one.Columns = append(one.Columns, shown)
	}
	for _, row := range value.Rows {
		cells := make([]string, len(q.Columns))
		for i, col := range q.Columns {
			cells[i] = row[col.Name]
		}
		one.Rows = append(one.Rows, cells)
	}
	return one
}

// listAt is the address of what a service lists for a question.
func (w *wizard) listAt(question, column string) string {
	return w.home(w.at) + "/list?" + url.Values{"question": {question}, "column": {column}}.Encode()
}

// wizardList is what a service lists for a question, by the connection that was
// chosen.
func (u *UI) wizardList(c *call) error {
	w, err := u.wizard(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(w.Questions, func(q template.Question) bool { return q.Name == c.QueryParam("question") })
	if i < 0 || u.Services == nil {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	q := w.Questions[i]
	of, id := q.List, strings.ReplaceAll(inForm(q), ".", "-")
	for _, col := range q.Columns {
		if col.Name == c.QueryParam("column") {
			of, id = col.List, id+"-"+col.Name
		}
	}
	list := view.ListView{ID: id + "-list", After: w.after(of), Again: w.listAt(q.Name, c.QueryParam("column"))}
	all, err := u.listed(c, w, of)
	if err != nil {
		list.Wrong = u.sentence(c, err)
	}
	for _, one := range all {
		list.Options = append(list.Options, part.OptionView{Value: one.Value, Label: one.Label, Chosen: one.Value == w.answers.Values[q.Name].Text})
	}
	return c.render(http.StatusOK, view.List(u.voice(c), list))
}

// after selects the controls of the questions that a list depends on.
func (w *wizard) after(l template.ListOf) string {
	var ids []string
	for _, name := range l.From {
		ids = append(ids, "#q-"+name)
	}
	return strings.Join(ids, ", ")
}

// listed asks a service for a list, unless it answered a moment ago.
func (u *UI) listed(c *call, w *wizard, l template.ListOf) ([]engine.Choice, error) {
	of := engine.ChoicesOf{List: l.List, Connection: w.answers.Connections[l.Connection], Input: map[string]any{}}
	for _, one := range w.Connections {
		if one.Name == l.Connection {
			of.Service = one.Service
		}
	}
	for _, name := range l.From {
		value := w.answers.Values[name].Text
		if typed, ok := c.QueryParams()["q."+name]; ok {
			value = clipped(typed[0], maxValue)
		}
		if value == "" {
			return nil, nil // it lists nothing yet
		}
		of.Input[name] = value
	}
	raw, err := json.Marshal([]any{c.ws, of})
	if err != nil {
		return nil, err
	}
	if last, ok := u.lists.last(string(raw)); ok && u.Clock.Now().Before(last.until) {
		return last.all, nil
	}
	all, err := u.Services.Choices(c.Request().Context(), c.ws, of)
	if err == nil {
		u.lists.note(string(raw), all, u.Clock.Now().Add(offeredFor))
	}
	return all, err
}
