package ui

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Bounds of what is looked for in an answer, and of what is said to be there.
const (
	maxSent      = 200
	maxHits      = 20
	shortestSent = 4 // characters: a shorter value stands in every answer
	shortestPart = 6 // of one that is sought inside a longer text
	phoneDigits  = 10
)

// sentValue is a value that was sent, by the name it had.
type sentValue struct{ name, text, digits string }

// hit is a sent value that stands in an answer.
type hit struct {
	sentValue
	path []any
}

// checkAnswer is what was answered to the question whether a send arrived.
func (u *UI) checkAnswer(c *call, v words.Voice, o opened, s engine.Step, op engine.Operation) *history.AnswerView {
	view := &history.AnswerView{
		Href: "/ops/" + url.PathEscape(string(op.ID)), When: v.Moment(op.Created.In(c.zone), u.now(c)), Going: !op.State.Final(),
	}
	check, err := u.openedAs(c.Request().Context(), c.ws, op)
	i := slices.IndexFunc(check.steps, func(one engine.Step) bool { return one.Node == s.Node })
	if err != nil || i < 0 {
		if op.Failure != nil {
			view.Say, view.Try = u.sayFailure(c, op.Failure)
		}
		return view
	}
	step := check.steps[i]
	asked, _ := engine.Decode(step.Input).(map[string]any)
	method, _ := asked["method"].(string)
	address, _ := asked["url"].(string)
	view.Asked = strings.TrimSpace(method + " " + clipRunes(maskedAddress(address), 300))
	if step.Failure != nil {
		view.Say, view.Try = u.sayFailure(c, step.Failure)
	}
	raw, path := u.answerOf(check, step)
	if len(raw) == 0 {
		return view
	}
	hits := hitsIn(engine.Decode(raw), u.sentBy(o, s))
	for _, h := range hits {
		view.Found = append(view.Found, part.FactView{Name: v.T("op.check.found", "name", h.name, "value", clipRunes(h.text, 80)), Value: pathSaid(h.path)})
	}
	view.NotFound = len(hits) == 0 && !view.Going
	key := string(step.Key)
	if raw[0] != '{' && raw[0] != '[' {
		view.Body.Text, view.Body.Whole = clipped(textOf(raw), 2<<10), valueAt(check, "text", key, outSide, path, 0)
		view.Body.Download = view.Body.Whole + "&download=1"
		return view
	}
	view.Body = history.SideView{ID: "check-answer", Root: u.lit(c, check, key, path, raw, hits), Download: valueAt(check, "text", key, outSide, path, 0) + "&download=1", Size: v.Size(int64(len(raw)))}
	return view
}

// answerOf is what a service answered to a step, as data if it is, and where it
// stands in the step's output.
func (u *UI) answerOf(o opened, s engine.Step) (raw json.RawMessage, path string) {
	out := u.value(o, string(s.Key), outSide)
	for _, path := range []string{`["json"]`, `["body"]`} {
		if raw, ok := within(out, path); ok && string(raw) != "null" && string(raw) != `""` {
			return raw, path
		}
	}
	return nil, ""
}

// lit is an answer as a tree in which the hits are marked, and the way to each is
// open.
func (u *UI) lit(c *call, o opened, key, path string, raw json.RawMessage, hits []hit) part.TreeNode {
	root, err := u.grown(c, o, key, outSide, path, 0, raw)
	if err != nil {
		return part.TreeNode{}
	}
	u.light(c, o, key, path, raw, hits, root.Nodes, 0)
	return root
}

func (u *UI) light(c *call, o opened, key, path string, raw json.RawMessage, hits []hit, nodes []part.TreeNode, depth int) {
	for i := range nodes {
		n := &nodes[i]
		at := strings.TrimPrefix(n.Path, path)
		below := slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return len(h.path) <= depth || at != pathKey(h.path[depth]) })
		if len(below) == 0 || n.Secret || n.Path == "" {
			continue
		}
		if n.Kind == "" {
			n.Found = true
			continue
		}
		inner, ok := within(raw, at)
		if !ok {
			continue
		}
		if grown, err := u.grown(c, o, key, outSide, n.Path, 0, inner); err == nil {
			n.Open, n.Nodes, n.Rest, n.Href = true, grown.Nodes, grown.Rest, grown.Href
			u.light(c, o, key, n.Path, inner, below, n.Nodes, depth+1)
		}
	}
}

// pathKey is one step of a canonical path.
func pathKey(key any) string {
	if i, ok := key.(int); ok {
		return "[" + strconv.Itoa(i) + "]"
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(key) // a text
	return "[" + strings.TrimSuffix(b.String(), "\n") + "]"
}

// pathSaid is where in an answer something stands, for people: items are counted
// from one.
func pathSaid(path []any) string {
	var all []string
	for _, key := range path {
		if i, ok := key.(int); ok {
			all = append(all, strconv.Itoa(i+1))
		} else {
			all = append(all, clipRunes(key.(string), 40))
		}
	}
	return strings.Join(all, " › ")
}

// sentBy are the values that a step sent, and those that tell the event from
// others.
func (u *UI) sentBy(o opened, s engine.Step) (all []sentValue) {
	add := func(name, text string) {
		text = strings.TrimSpace(text)
		known := slices.ContainsFunc(all, func(v sentValue) bool { return v.text == text })
		if utf8.RuneCountInString(text) >= shortestSent && len(all) < maxSent && !known && !strings.Contains(text, mask) && !looksSecret(name) {
			all = append(all, sentValue{name: name, text: text, digits: digitsOf(text)})
		}
	}
	given, _ := sentOf(engine.Decode(s.Input)).(map[string]any)
	if body, ok := given["body"].(string); ok {
		if form, err := url.ParseQuery(body); err == nil && strings.Contains(body, "=") {
			for _, name := range slices.Sorted(maps.Keys(form)) {
				for _, value := range form[name] {
					add(name, value)
				}
			}
		}
	} else {
		eachLeaf(given["body"], nil, func(path []any, text string) { add(nameOf(path), text) })
	}
	if address, _ := given["url"].(string); address != "" {
		if at, err := url.Parse(address); err == nil {
			query := at.Query()
			for _, name := range slices.Sorted(maps.Keys(query)) {
				for _, value := range query[name] {
					add(name, value)
				}
			}
		}
	}
	for i, value := range o.Event.Search {
		name := ""
		if len(o.Event.Search) == len(o.digest.params) {
			name = o.digest.params[i]
		}
		add(name, value)
	}
	return all
}

// hitsIn are the sent values that stand in an answer, each once.
func hitsIn(answer any, sent []sentValue) (hits []hit) {
	eachLeaf(answer, nil, func(path []any, text string) {
		digits := digitsOf(text)
		for _, v := range sent {
			if len(hits) < maxHits && v.in(text, digits) {
				hits = append(hits, hit{v, slices.Clone(path)})
				return
			}
		}
	})
	return hits
}

// in reports whether the value stands in a text: as it was sent, in other case, or
// for a phone number in whatever way it is written.
func (v sentValue) in(text, digits string) bool {
	fold, own := engine.Fold(text), engine.Fold(v.text)
	if fold == own || utf8.RuneCountInString(own) >= shortestPart && strings.Contains(fold, own) {
		return true
	}
	n := len(v.digits) - phoneDigits
	return n >= 0 && n <= 3 && len(digits) >= phoneDigits && len(digits) <= phoneDigits+3 && strings.HasSuffix(digits, v.digits[n:])
}

// digitsOf are the digits of what may be a phone number; "" if it is none.
func digitsOf(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-()\u00a0.", r):
			return ""
		}
	}
	return b.String()
}

// maxLeafDepth bounds how deep values are looked for.
const maxLeafDepth = 20

// eachLeaf calls see with the texts and numbers in a value, with the way to each.
func eachLeaf(v any, path []any, see func(path []any, text string)) {
	if len(path) > maxLeafDepth {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !looksSecret(key) {
				eachLeaf(v[key], append(path, key), see)
			}
		}
	case []any:
		for i := range v {
			eachLeaf(v[i], append(path, i), see)
		}
	case string:
		see(path, v)
	case json.Number:
		see(path, v.String())
	}
}

// nameOf is the nearest name on the way to a value.
func nameOf(path []any) string {
	for _, key := range slices.Backward(path) {
		if name, ok := key.(string); ok {
			return name
		}
	}
	return ""
}
