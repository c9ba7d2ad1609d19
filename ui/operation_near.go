package ui

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

// inHistory is the list that an operation was opened from, as its own address
// tells it on.
func inHistory(c *call) historyQuery {
	q := historyQueryOf(c)
	q.cursor = ""
	return q
}

// told are q as the address of an operation carries it.
func (q historyQuery) told() url.Values {
	v := q.values()
	if q.processing != "" {
		v.Set("processing", string(q.processing))
	}
	return v
}

// operationHref is the address of an operation within the list.
func (q historyQuery) operationHref(id engine.OperationID) string {
	return withQuery("/ops/"+string(id), q.told())
}

// href is the address of the operation's page, with something more to say.
func (o opened) href(more url.Values) string {
	v := o.list.told()
	for name, values := range more {
		v[name] = values
	}
	return withQuery(o.at(), v)
}

// near are the operations before and behind one in the list it was opened from:
// the newer one first, as they stand there.
func (u *UI) near(c *call, v words.Voice, o opened) []part.ButtonView {
	ctx, asked := c.Request().Context(), o.list.asked(u.now(c))
	asked.Test, asked.Limit = o.Test, 1
	if o.list.processing == "" && len(o.list.values()) == 0 { // of a letter's link, say
		asked.Processing = o.Processing
	}
	var all []part.ButtonView
	add := func(q engine.OperationQuery, icon, say, key, test string) {
		b := part.ButtonView{Icon: icon, Text: say, TestID: test}
		if found, err := u.Store.FindOperations(ctx, c.ws, q); err == nil && len(found.Operations) == 1 {
			b.Href = o.list.operationHref(found.Operations[0].ID)
			b.More = templ.Attributes{"data-press": key, "aria-keyshortcuts": key}
		} else {
			b.More = templ.Attributes{"disabled": true}
		}
		all = append(all, b)
	}
	newer, older := asked, asked
	newer.Newer, older.Cursor = o.ID, string(o.ID)
	add(newer, "left", v.T("op.newer"), "[", "op-newer")
	add(older, "right", v.T("op.older"), "]", "op-older")
	return all
}

// lastSuccess is the newest operation of the same processing that succeeded: of
// those before this one, if there is any.
func (u *UI) lastSuccess(c *call, op engine.Operation) (engine.Operation, error) {
	q := engine.OperationQuery{Processing: op.Processing, States: []engine.State{engine.Succeeded}, Limit: 2, Cursor: string(op.ID)}
	for range 2 {
		found, err := u.Store.FindOperations(c.Request().Context(), c.ws, q)
		if err != nil {
			return engine.Operation{}, err
		}
		for _, one := range found.Operations {
			if one.ID != op.ID {
				return u.Store.Operation(c.Request().Context(), c.ws, one.ID)
			}
		}
		q.Cursor = ""
	}
	return engine.Operation{}, &engine.Error{Kind: engine.NotFound, Code: "operation.no_success"}
}

// curlOf is a request that a step has sent, as a command; "" if it has sent none.
// What is secret is masked, on record already or here by its name.
func curlOf(s engine.Step) string {
	given, _ := engine.Decode(head(s.Input)).(map[string]any)
	method, _ := given["method"].(string)
	address, _ := given["url"].(string)
	if method == "" || address == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("curl -X " + method + " " + shellWord(maskedAddress(address)))
	headers, _ := given["headers"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		value, _ := headers[name].(string)
		if looksSecret(name) {
			value = mask
		}
		b.WriteString(" \\\n  -H " + shellWord(http.CanonicalHeaderKey(name)+": "+value))
	}
	if body, _ := given["body"].(string); body != "" {
		b.WriteString(" \\\n  --data-raw " + shellWord(body))
	}
	return b.String()
}

// mask stands for a secret, as in what is on record.
const mask = "***"

// shellWord is a text as a shell takes it for one word.
func shellWord(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// maskedAddress masks what looks secret in an address.
func maskedAddress(address string) string {
	head, query, ok := strings.Cut(address, "?")
	if !ok {
		return address
	}
	pairs := strings.Split(query, "&")
	for i, one := range pairs {
		if name, _, ok := strings.Cut(one, "="); ok && looksSecret(name) {
			pairs[i] = name + "=" + mask
		}
	}
	return head + "?" + strings.Join(pairs, "&")
}
