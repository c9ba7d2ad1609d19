package trial

import (
	"slices"
	"strings"

	"stanok/engine/eval"
)

// Found is a value that senders were seen to send to a link.
type Found struct {
	Name     string // as a parameter of the source names it: client[u_name]
	In       string // query, form, json, header; any if it came in more than one
	Kind     Kind
	Example  string // of the newest sample that has it, shortened
	Cut      bool
	Secret   bool
	Times    int  // samples that had it
	Of       int  // samples looked at
	Declared bool // the draft has a parameter of this name
	Reserved bool // no parameter may have this name: it is the source's own
}

// maxFound bounds what is found in one source.
const maxFound = 200

// Found lists the values that came to a processing's link, from its samples:
// those of the newest first, by place and name. For other sources there are none.
func (k *Known) Found(samples []Sample) []Found {
	if k.Plan.Source.Value == nil || !slices.Contains(k.own, "query") {
		return nil
	}
	c := collector{at: map[string]int{}, own: k.own, declared: k.Plan.Source.Outputs}
	for _, s := range samples {
		if v, err := k.Plan.Source.Value(s.Event); err == nil {
			c.sample(v)
		}
	}
	for i := range c.found {
		c.found[i].Of = len(samples)
	}
	return c.found
}

type collector struct {
	found         []Found
	at            map[string]int // place in found, by name
	own, declared []string
	here          map[string]bool // names of the sample at hand
}

func (c *collector) sample(v any) {
	source, _ := v.(map[string]any)
	c.here = map[string]bool{}
	part := func(name string) map[string]any {
		fields, _ := asked(source[name]).(map[string]any)
		return fields
	}
	c.form("query", "", part("query"), 0)
	c.form("form", "", part("form"), 0)
	fields := part("json")
	for _, name := range eval.OrderOf(source["body"], nil, nil).Keys(fields) {
		c.add("json", name, asked(fields[name]))
	}
	for name, v := range sorted(part("headers")) {
		if isOwnHeader(name) {
			c.add("header", name, v)
		}
	}
}

// sorted goes through an object in the order of its keys.
func sorted(object map[string]any) func(func(string, any) bool) {
	return func(yield func(string, any) bool) {
		for _, k := range keysOf(object) {
			if !yield(k, asked(object[k])) {
				return
			}
		}
	}
}

// form adds the values of a form, by the names they were sent under.
func (c *collector) form(in, base string, fields map[string]any, depth int) {
	for key, v := range sorted(fields) {
		name := key
		if base != "" {
			name = base + "[" + key + "]"
		}
		if inner, ok := v.(map[string]any); ok && depth < pickDepth {
			c.form(in, name, inner, depth+1)
			continue
		}
		c.add(in, name, v)
	}
}

func (c *collector) add(in, name string, v any) {
	if name == "" || len(name) > 200 || v == nil {
		return
	}
	i, known := c.at[name]
	if !known {
		if len(c.found) == maxFound {
			return
		}
		i = len(c.found)
		c.at[name] = i
		f := Found{Name: name, In: in, Kind: KindOf(v)}
		f.Example, f.Cut, f.Secret = preview(v, isSecret(name), false)
		f.Reserved = slices.Contains(c.own, name)
		f.Declared = !f.Reserved && slices.Contains(c.declared, name)
		c.found = append(c.found, f)
	}
	f := &c.found[i]
	if f.In != in {
		f.In = "any"
	}
	if !c.here[name] {
		c.here[name] = true
		f.Times++
	}
}

// isOwnHeader reports whether a header may be the sender's own, and not of those
// that programs on the way add.
func isOwnHeader(name string) bool {
	if !strings.HasPrefix(name, "x-") {
		return false
	}
	for _, of := range []string{"x-forwarded", "x-real-ip", "x-request-id", "x-amzn", "x-envoy", "x-b3", "x-cloud"} {
		if strings.HasPrefix(name, of) {
			return false
		}
	}
	return true
}
