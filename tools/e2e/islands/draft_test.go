package islands_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
)

// draft is a small draft in memory: values by their scope, the order of the chain,
// and a log that undo goes back in. It does what the islands expect of a server.
type draft struct {
	mu       sync.Mutex
	revision int64
	values   map[string]any
	order    []string            // of the top list; "branch" holds two of its own
	ways     map[string][]string // of "branch", by way
	log      []entry
	seen     map[string]bool
	requests [][]change
	news     map[chan string]bool
}

type change struct {
	ID, Kind, Scope, Group string
	Value                  json.RawMessage
}

type request struct {
	Client, At string
	Base       int64
	Changes    []change
}

// entry is one change in the log, with what was before it.
type entry struct {
	revision      int64
	client, scope string
	group         string
	before        state
}

// state is all that undo brings back.
type state struct {
	values map[string]any
	order  []string
	ways   map[string][]string
}

// conflict is a value that someone else has written meanwhile.
type conflict struct{ scope, theirs, mine string }

func newDraft() *draft {
	return &draft{
		revision: 1,
		values: map[string]any{
			"actions/request/title":    "Get request",
			"actions/request/with/url": "https://api.u-on.ru/key/request/.json",
		},
		order: []string{"source", "request", "fields", "branch", "send"},
		ways:  map[string][]string{"yes": {"lead"}, "otherwise": {"mail"}},
		seen:  map[string]bool{},
		news:  map[chan string]bool{},
	}
}

// take does the changes of a request. A change that comes a second time does nothing.
func (d *draft) take(r request) (refused []string, _ *conflict) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests = append(d.requests, r.Changes)
	var scopes []string
	for _, c := range r.Changes {
		if d.seen[c.ID] {
			continue
		}
		if theirs, ok := d.changedSince(c.Scope, r.Base, r.Client); ok && c.Kind == "set" {
			var mine string
			_ = json.Unmarshal(c.Value, &mine)
			refused = append(refused, c.ID)
			return refused, &conflict{c.Scope, theirs, mine}
		}
		d.seen[c.ID] = true
		if !d.do(c, r.Client) {
			refused = append(refused, c.ID)
			continue
		}
		scopes = append(scopes, c.Scope)
	}
	d.tell(r.Client, scopes)
	return refused, nil
}

func (d *draft) changedSince(scope string, base int64, client string) (string, bool) {
	for _, e := range d.log {
		if e.revision > base && e.scope == scope && e.client != client {
			text, _ := d.values[scope].(string)
			return text, true
		}
	}
	return "", false
}

func (d *draft) do(c change, client string) bool {
	before := d.now()
	switch c.Kind {
	case "set":
		var v any
		if json.Unmarshal(c.Value, &v) != nil {
			return false
		}
		d.values[c.Scope] = v
	case "move":
		if !d.move(strings.TrimPrefix(c.Scope, "actions/"), c.Value) {
			return false
		}
	case "undo":
		d.undo()
		return true
	default:
		return false
	}
	d.revision++
	d.log = append(d.log, entry{d.revision, client, c.Scope, c.Group, before})
	return true
}

// undo brings back what was before the last change, and before those of its group.
func (d *draft) undo() {
	if len(d.log) == 0 {
		return
	}
	last := d.log[len(d.log)-1]
	d.log = d.log[:len(d.log)-1]
	for len(d.log) > 0 && last.group != "" && d.log[len(d.log)-1].group == last.group {
		last = d.log[len(d.log)-1]
		d.log = d.log[:len(d.log)-1]
	}
	d.values, d.order, d.ways = last.before.values, last.before.order, last.before.ways
	d.revision++
}

func (d *draft) move(id string, value json.RawMessage) bool {
	var to struct{ Parent, Branch, After string }
	if json.Unmarshal(value, &to) != nil || to.Parent == id {
		return false
	}
	is := func(one string) bool { return one == id }
	d.order = slices.DeleteFunc(slices.Clone(d.order), is)
	for way, list := range d.ways {
		d.ways[way] = slices.DeleteFunc(slices.Clone(list), is)
	}
	list := d.order
	if to.Parent != "" {
		list = d.ways[to.Branch]
	}
	list = slices.Insert(slices.Clone(list), slices.Index(list, to.After)+1, id)
	if to.Parent != "" {
		d.ways[to.Branch] = list
	} else {
		d.order = list
	}
	return true
}

func (d *draft) now() state {
	return state{maps.Clone(d.values), slices.Clone(d.order), maps.Clone(d.ways)}
}

// tell sends the news to every stream.
func (d *draft) tell(client string, scopes []string) {
	raw, err := json.Marshal(map[string]any{"revision": d.revision, "client": client, "scopes": scopes})
	if err != nil || len(scopes) == 0 {
		return
	}
	for stream := range d.news {
		select {
		case stream <- string(raw):
		default: // a slow reader pulls everything with the next news
		}
	}
}

// value is what the draft holds under a scope of the open action.
func (d *draft) value(key string) any {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.values["actions/request/"+key]
}

// chain is the order of the top list.
func (d *draft) chain() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.order, " ")
}

// sent lists the requests so far, as their changes' scopes or kinds.
func (d *draft) sent() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []string
	for _, r := range d.requests {
		var one []string
		for _, c := range r {
			if c.Scope == "" {
				one = append(one, c.Kind)
			} else {
				one = append(one, strings.TrimPrefix(c.Scope, "actions/request/"))
			}
		}
		all = append(all, strings.Join(one, ","))
	}
	return all
}

// by has someone else change a value.
func (d *draft) by(client, key, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	raw, err := json.Marshal(text)
	if err != nil {
		return
	}
	c := change{ID: client + key + text, Kind: "set", Scope: "actions/request/" + key, Value: raw}
	d.do(c, client)
	d.tell(client, []string{c.Scope})
}
