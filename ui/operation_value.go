package ui

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Bounds of what is shown of a value, in bytes.
const (
	maxDerived = 16 << 20  // of an output that is shown with what follows from it
	maxText    = 1 << 20   // of a text that is shown whole
	textHead   = 256 << 10 // of one that is not
)

// sides of a step: what it was given, and what it gave.
const (
	inSide  = "in"
	outSide = "out"
)

// value is what a step was given or gave, or what the source received; nil if
// nothing.
func (u *UI) value(o opened, key, side string) json.RawMessage {
	if key == sourceKey {
		if side != outSide || o.plan.Source.Value == nil {
			return o.Event.Data
		}
		return u.ordered(o, u.input(o.plan, o.Event), o.plan.Source.Outputs)
	}
	i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return string(s.Key) == key })
	if i < 0 {
		return nil
	}
	s := o.steps[i]
	switch {
	case side == inSide && (len(s.Input) == 0 || len(s.Input) > maxDerived):
		return s.Input
	case side == inSide:
		return u.ordered(o, sentOf(engine.Decode(s.Input)), nil)
	case len(s.Output) == 0 || len(s.Output) > maxDerived || s.Clipped != nil:
		return s.Output
	}
	return u.derived.of(o, s, func() json.RawMessage {
		return u.ordered(o, o.plan.Complete(s.Node, s.Output), o.plan.Prepared(s.Node).Outputs)
	})
}

// sentOf is what a step was given, with a body that is JSON as what it says.
func sentOf(given any) any {
	all, _ := given.(map[string]any)
	text, _ := all["body"].(string)
	if text = strings.TrimSpace(text); text == "" || text[0] != '{' && text[0] != '[' {
		return given
	}
	if body, err := eval.Decode([]byte(text), eval.Limits{}); err == nil {
		all["body"] = body
	}
	return given
}

// within is the value at a canonical path in another, as in ["a"][0].
func within(raw json.RawMessage, path string) (json.RawMessage, bool) {
	for path != "" {
		d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(path, "[")))
		var key any
		d.UseNumber()
		if path[0] != '[' || d.Decode(&key) != nil {
			return nil, false
		}
		rest := path[1+d.InputOffset():]
		if !strings.HasPrefix(rest, "]") {
			return nil, false
		}
		var ok bool
		if raw, ok = child(raw, key); !ok {
			return nil, false
		}
		path = rest[1:]
	}
	return raw, true
}

func child(raw json.RawMessage, key any) (json.RawMessage, bool) {
	switch key := key.(type) {
	case string:
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			return nil, false
		}
		inner, ok := fields[key]
		return inner, ok
	case json.Number:
		var items []json.RawMessage
		i, err := strconv.Atoi(key.String())
		if err != nil || json.Unmarshal(raw, &items) != nil || i < 0 || i >= len(items) {
			return nil, false
		}
		return items[i], true
	}
	return nil, false
}

// valueAt is an address of ours about a value of a step.
func valueAt(o opened, kind, key, side, path string, from int) string {
	v := url.Values{"step": {key}, "side": {side}}
	if path != "" {
		v.Set("path", path)
	}
	if from > 0 {
		v.Set("from", strconv.Itoa(from))
	}
	return o.at() + "/" + kind + "?" + v.Encode()
}

// grown is the next children of a value of a step.
func (u *UI) grown(c *call, o opened, key, side, path string, from int, raw json.RawMessage) (part.TreeNode, error) {
	more := func(path string, from int) string { return valueAt(o, "tree", key, side, path, from) }
	growth := part.Growth{
		Path: path, From: from, Hide: looksSecret, Href: more,
		Whole: func(path string) string { return valueAt(o, "text", key, side, path, 0) },
	}
	if key != sourceKey {
		growth.Origin = func(path string) string { return valueAt(o, "origin", key, side, path, 0) }
	}
	if c.seesSecrets() {
		growth.Show = func(path string) string { return valueAt(o, "secret", key, side, path, 0) }
	}
	nodes, rest, err := part.Grow(raw, growth)
	return part.TreeNode{Nodes: nodes, Rest: rest, Href: more(path, from+len(nodes))}, err
}

// looksSecret reports whether what stands under a key is likely a secret.
func looksSecret(key string) bool {
	key = strings.ToLower(key)
	return slices.ContainsFunc([]string{"authorization", "password", "secret", "token", "api_key", "apikey", "api-key", "cookie"}, func(s string) bool {
		return strings.Contains(key, s)
	})
}

// detail is the open step: its two sides, as trees.
func (u *UI) detail(c *call, v words.Voice, o opened) history.DetailView {
	d := history.DetailView{Key: o.open, Hidden: !c.seesValues()}
	if o.open == "" || d.Hidden {
		return d
	}
	d.In, d.Out = u.side(c, v, o, inSide), u.side(c, v, o, outSide)
	if o.open == sourceKey {
		d.In = history.SideView{}
	}
	if o.find != "" {
		for _, side := range []string{inSide, outSide} {
			if side == outSide || o.open != sourceKey {
				d.Found = append(d.Found, foundIn(u.value(o, o.open, side), o.find)...)
			}
		}
	}
	d.Find, d.At, d.Hide = o.find, o.at(), hiddenPairs(o)
	at := sourceKey
	for _, s := range o.steps {
		if string(s.Key) == o.open {
			at, d.Curl = string(s.Node), curlOf(s)
			if s.Failure != nil {
				d.Say, d.Try = u.sayFailure(c, s.Failure)
			}
			if id := s.Called(); o.plan.Prepared(s.Node).Calls && id != "" {
				d.Called = "/ops/" + string(id)
			}
		}
	}
	if o.flowNow {
		d.Editor = "/p/" + string(o.Processing) + "?at=" + url.QueryEscape(at)
	}
	return d
}

// hiddenPairs are what else the address of an open step holds.
func hiddenPairs(o opened) (all []history.Pair) {
	for name, values := range o.list.told() {
		for _, value := range values {
			all = append(all, history.Pair{Name: name, Value: value})
		}
	}
	if o.turn != "" {
		all = append(all, history.Pair{Name: turnParam, Value: o.turn})
	}
	slices.SortFunc(all, func(a, b history.Pair) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	return append(all, history.Pair{Name: "step", Value: o.open})
}

func (u *UI) side(c *call, v words.Voice, o opened, side string) history.SideView {
	raw := u.value(o, o.open, side)
	s := history.SideView{Size: v.Size(int64(len(raw))), Download: valueAt(o, "text", o.open, side, "", 0) + "&download=1"}
	if len(raw) == 0 || string(raw) == "null" {
		return history.SideView{}
	}
	root, err := u.grown(c, o, o.open, side, "", 0, raw)
	if err != nil || raw[0] != '{' && raw[0] != '[' {
		s.Text = clipped(textOf(raw), 2<<10)
		s.Whole = valueAt(o, "text", o.open, side, "", 0)
		return s
	}
	s.ID, s.Root = "data-"+side, root
	return s
}

// textOf is a JSON text without its quotes, or any other JSON as it stands.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// asked is the value an address is about, and its name.
func (u *UI) asked(c *call) (o opened, raw json.RawMessage, err error) {
	if o, err = u.opened(c); err != nil {
		return o, nil, err
	}
	raw, ok := within(u.value(o, c.QueryParam("step"), c.QueryParam("side")), c.QueryParam("path"))
	if !ok || len(raw) == 0 {
		return o, nil, &engine.Error{Kind: engine.NotFound, Code: "operation.no_value"}
	}
	return o, raw, nil
}

// operationTree answers with the next children of a value.
func (u *UI) operationTree(c *call) error {
	o, raw, err := u.asked(c)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(c.QueryParam("from"))
	if err != nil {
		from = 0
	}
	n, err := u.grown(c, o, c.QueryParam("step"), c.QueryParam("side"), c.QueryParam("path"), from, raw)
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, part.TreePart(u.voice(c), n))
}

// operationSecret answers with a value that the page does not show by itself.
func (u *UI) operationSecret(c *call) error {
	o, raw, err := u.asked(c)
	if err != nil {
		return err
	}
	return u.showSecret(c, o.Processing, textOf(raw))
}

// operationText answers with a value as text: never as markup, and when it is
// long with its beginning, unless it is to be saved.
func (u *UI) operationText(c *call) error {
	_, raw, err := u.asked(c)
	if err != nil {
		return err
	}
	text := textOf(raw)
	save, err := c.flag("download")
	if err != nil {
		return err
	}
	if save {
		return c.file("data.txt", "text/plain; charset=utf-8", []byte(text))
	}
	c.Response().Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if len(text) > maxText {
		text = clipped(text, textHead)
	}
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}
