package ui

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"stanok/engine"
	"stanok/ui/part"
)

// digest is what lists say of a processing's document. It is worked out once for
// each revision.
type digest struct {
	revision int64
	labels   []string
	source   string // type
	reaches  []reach
	nodes    []knot
	params   []string // names of what the source declares, in order
	stopped  string   // what becomes of what comes while it is stopped; see flows.stopped
	folded   string   // all that a search looks at but hosts of connections
	judged   atomic.Pointer[standing]
}

// standing is what pages say of a document's health. It costs a compilation, so
// it is worked out when it is first shown.
type standing struct {
	problems int
	changed  bool // the draft is not what runs
}

// reach is where an action sends: a host, or a connection's own, or mail.
type reach struct {
	host       string
	connection string
	mail       bool
}

// knot is an action as lists mention it.
type knot struct {
	id     engine.NodeID
	kind   string // of its bead
	typ    string
	title  string // the owner's words; may be empty
	number string
	depth  int
}

// digests remembers them by processing.
type digests struct {
	mu sync.Mutex
	of map[engine.ProcessingID]*digest
}

// maxDigests bounds how many are remembered.
const maxDigests = 20_000

// digest returns that of a processing.
func (u *UI) digest(p engine.Processing) *digest {
	u.digests.mu.Lock()
	d := u.digests.of[p.ID]
	u.digests.mu.Unlock()
	if d != nil && d.revision == p.Revision {
		return d
	}
	def, _ := u.Engine.Read(p.Draft)
	d = u.digestOf(def)
	d.revision = p.Revision
	d.folded = foldAll(append([]string{p.Name, p.Token}, d.words(def)...))
	u.digests.mu.Lock()
	defer u.digests.mu.Unlock()
	if u.digests.of == nil || len(u.digests.of) >= maxDigests {
		u.digests.of = map[engine.ProcessingID]*digest{}
	}
	u.digests.of[p.ID] = d
	return d
}

// standing returns that of a processing whose digest is d.
func (u *UI) standing(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, d *digest) (standing, error) {
	if known := d.judged.Load(); known != nil {
		return *known, nil
	}
	def, problems := u.Engine.Check(p.Draft)
	applied, err := u.Engine.Applied(ctx, ws, p, def)
	if err != nil {
		return standing{}, err
	}
	found := &standing{len(problems), p.Version > 0 && !applied}
	d.judged.Store(found)
	return *found, nil
}

// digestOf says what can be said of a definition alone.
func (u *UI) digestOf(def engine.Definition) *digest {
	d := &digest{labels: def.Labels, source: def.Source.Type, params: paramsOf(def.Source.With), stopped: whileStopped(def)}
	depth := map[engine.NodeID]int{}
	for i, n := range def.Nodes {
		if n.Parent != "" {
			depth[n.ID] = depth[n.Parent] + 1
		}
		spec, _ := u.Engine.Spec(n.Type)
		d.nodes = append(d.nodes, knot{n.ID, part.Kind(spec.Group), n.Type, n.Title, strconv.Itoa(i + 2), depth[n.ID]})
		if r, ok := reachOf(spec, n); ok && !n.Disabled && !slices.Contains(d.reaches, r) {
			d.reaches = append(d.reaches, r)
		}
	}
	return d
}

// whileStopped is what becomes of what comes while a processing is stopped.
func whileStopped(def engine.Definition) string {
	switch {
	case def.Source.Type != "webhook":
		return "quiet"
	case def.Settings.WhileStopped == "":
		return string(engine.Keep)
	}
	return string(def.Settings.WhileStopped)
}

// words are what a search may look for in a definition.
func (d *digest) words(def engine.Definition) []string {
	all := slices.Clone(def.Labels)
	for _, n := range def.Nodes {
		all = append(all, n.Title)
	}
	for _, r := range d.reaches {
		all = append(all, r.host, r.connection)
	}
	return all
}

// knot is the action with an id, if it is still there.
func (d *digest) knot(id engine.NodeID) (knot, bool) {
	i := slices.IndexFunc(d.nodes, func(k knot) bool { return k.id == id })
	if i < 0 {
		return knot{}, false
	}
	return d.nodes[i], true
}

// reachOf reads from an action's config where it sends to.
func reachOf(spec engine.Spec, n engine.Node) (reach, bool) {
	if spec.Type == "call" {
		return reach{}, false
	}
	if spec.Group == "send" {
		return reach{mail: true}, true
	}
	var with struct{ URL, Connection string }
	if json.Unmarshal(n.With, &with) != nil || with.URL == "" {
		return reach{}, false
	}
	if host := hostOf(with.URL); host != "" {
		return reach{host: host}, true
	}
	return reach{connection: with.Connection}, with.Connection != ""
}

// hostOf is the host of an address that is written out up to there.
func hostOf(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	if strings.Contains(host, "{{") {
		return ""
	}
	parsed, err := url.Parse("//" + host)
	if err != nil {
		return ""
	}
	return parsed.Hostname()
}

// paramsOf are the names of the parameters a source declares.
func paramsOf(with json.RawMessage) []string {
	var declared struct{ Params, Fields []struct{ Name string } }
	if json.Unmarshal(with, &declared) != nil {
		return nil
	}
	var names []string
	for _, p := range append(declared.Params, declared.Fields...) {
		names = append(names, p.Name)
	}
	return names
}

func foldAll(texts []string) string { return engine.Fold(strings.Join(texts, "\n")) }
