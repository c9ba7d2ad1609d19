package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/flow"
	"stanok/ui/part"
)

// contractScreens are for who connects another program to a processing.
var contractScreens = []route{
	{"GET", "/p/:id/contract", engine.Viewer, (*UI).contractScreen},
}

// promised is what the config of a source says of its contract; see package
// sources.
type promised struct {
	Methods []string
	Params  []promisedValue
	Returns []promisedValue
	Answer  struct {
		When      string
		Within    string
		Status    int
		Otherwise *struct {
			Status int
			Body   json.RawMessage
		}
	}
}

type promisedValue struct {
	Name, Type, Title, In string
	Required              bool
	Example               json.RawMessage
}

// contractScreen says what a processing takes and gives: of the version that runs
// or, before the first, of the draft.
func (u *UI) contractScreen(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Store.Processing(ctx, c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	def, _ := u.Engine.Read(p.Draft)
	if p.Version > 0 {
		if def, err = u.Store.Definition(ctx, c.ws, p.ID, p.Version); err != nil {
			return err
		}
	}
	if !slices.Contains([]string{"webhook", "manual", engine.CallSource}, def.Source.Type) {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	head, _, err := u.flowHead(c, p, "contract")
	if err != nil {
		return err
	}
	var said promised
	_ = json.Unmarshal(def.Source.With, &said) // what cannot be read is among the things to fix
	v := u.voice(c)
	view := flow.ContractView{
		Head: head, Draft: p.Version == 0, How: v.T("contract.how." + def.Source.Type), Ask: asked(said.Params),
		Takes: u.paramViews(c, def.Source.Type, said.Params), Gives: u.paramViews(c, "", said.Returns),
	}
	if view.Changes, err = u.contractChanges(ctx, c, p); err != nil {
		return err
	}
	switch def.Source.Type {
	case engine.CallSource:
		view.Answer = u.sampleAnswer(def)
	case "webhook":
		view.Facts = u.answerFacts(c, said)
		if c.seesValues() {
			view.Link = u.hookLink(p)
		}
		if c.seesValues() && said.Answer.When == "finished" {
			if err := u.lastAnswer(ctx, c, p, &view); err != nil {
				return err
			}
		}
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("flow.title", "page", v.T("contract.title"), "name", p.Name)}, "processings", flow.Contract(v, view))
}

func (u *UI) paramViews(c *call, source string, all []promisedValue) []flow.ParamView {
	v := u.voice(c)
	views := make([]flow.ParamView, 0, len(all))
	for _, one := range all {
		row := flow.ParamView{Name: one.Name, Title: one.Title, Kind: kindWord(v, one.Type), Need: v.T("contract.optional"), Example: plainText(one.Example)}
		if one.Required {
			row.Need = v.T("contract.required")
		}
		if key := "editor.in." + one.In; source == "webhook" && v.Has(key) {
			row.Where = v.T(key)
		}
		views = append(views, row)
	}
	return views
}

func orText(kind string) string {
	if kind == "" {
		return "text"
	}
	return kind
}

// plainText is a text as it stands, and any other value as JSON.
func plainText(raw json.RawMessage) string {
	if s, ok := engine.Decode(raw).(string); ok {
		return s
	}
	return string(raw)
}

// asked is a request made of examples, as JSON; "" if nothing is asked for in a
// body.
func asked(all []promisedValue) string {
	var b strings.Builder
	for _, one := range all {
		if one.In == "header" || one.In == "query" {
			continue
		}
		value := string(one.Example)
		if value == "" {
			value = map[string]string{"text": `""`, "number": "0", "boolean": "false", "object": "{}", "list": "[]", "any": "null"}[orText(one.Type)]
		}
		b.WriteString(map[bool]string{true: "{", false: ","}[b.Len() == 0] + string(plainJSON(one.Name)) + ":" + value)
	}
	if b.Len() == 0 {
		return ""
	}
	return spread([]byte(b.String() + "}"))
}

// spread is JSON over several lines; what is none is as it was.
func spread(raw []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return b.String()
}

// answerFacts say when a sender is answered, and what with if all goes wrong.
func (u *UI) answerFacts(c *call, said promised) []part.FactView {
	v, a := u.voice(c), said.Answer
	facts := []part.FactView{{Name: v.T("contract.when"), Value: v.T("contract.when.accepted")}}
	if len(said.Methods) > 0 {
		facts = append(facts, part.FactView{Name: v.T("contract.methods"), Value: strings.Join(said.Methods, ", ")})
	}
	if a.When != "finished" {
		return facts
	}
	within, err := time.ParseDuration(a.Within)
	if err != nil {
		within = defaultWithin
	}
	facts[0].Value = v.T("contract.when.finished", "n", seconds(within))
	status, body := http.StatusBadGateway, ""
	if a.Otherwise != nil {
		body = plainText(a.Otherwise.Body)
		if a.Otherwise.Status != 0 {
			status = a.Otherwise.Status
		}
	}
	return append(facts, part.FactView{Name: v.T("contract.otherwise"), Value: strings.TrimSpace(strconv.Itoa(status) + " " + body)})
}

// defaultWithin is how long a sender waits where the document does not say; see
// package sources.
const defaultWithin = 25 * time.Second

// sampleAnswer is what a caller gets if the answer is made of the examples.
func (u *UI) sampleAnswer(def engine.Definition) string {
	plan, _ := u.Engine.Catalogue().Sketch(def)
	if plan == nil || plan.Source.Callable == nil {
		return ""
	}
	return spread(plainJSON(plan.Source.Callable.Sample()))
}

// lastAnswer leads to the latest operation that went well: there, its answer is
// seen with what sounds secret masked.
func (u *UI) lastAnswer(ctx context.Context, c *call, p engine.Processing, view *flow.ContractView) error {
	found, err := u.Store.FindOperations(ctx, c.ws, engine.OperationQuery{Processing: p.ID, States: []engine.State{engine.Succeeded}, Limit: 1})
	if err != nil || len(found.Operations) == 0 {
		return err
	}
	op, v := found.Operations[0], u.voice(c)
	view.Last = part.LinkView{Text: v.T("contract.real", "when", v.Moment(op.Created.In(c.zone), u.now(c))), Href: "/ops/" + string(op.ID)}
	return nil
}
