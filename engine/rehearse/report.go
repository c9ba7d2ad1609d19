package rehearse

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// Report is how far a rehearsal is.
type Report struct {
	Revision int64 // of the draft
	Total    int
	Done     int
	Over     bool
	Stopped  bool // before its end
	Began    time.Time
	Results  []Result // newest first
	Totals   map[Verdict]int
	Groups   []Group
}

// Group are the operations that have one thing in common.
type Group struct {
	Verdict    Verdict
	What       What
	Node       engine.NodeID
	Path       string // of a field; places in lists are left out
	Look       string // of a field: gone, added, changed
	Failure    *engine.Failure
	Operations []engine.OperationID // newest first
}

// Report returns how far the rehearsal is. It belongs to the caller.
func (r *Rehearsal) Report() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	rep := Report{
		Revision: r.revision, Total: len(r.chosen) - r.gone, Done: len(r.results), Over: r.over, Stopped: r.stopped, Began: r.began,
		Results: slices.Clone(r.results), Totals: map[Verdict]int{},
	}
	slices.Reverse(rep.Results)
	for _, one := range rep.Results {
		rep.Totals[one.Verdict]++
	}
	rep.Groups = groups(rep.Results)
	return rep
}

// groups are what the results have in common, what needs attention most first.
func groups(results []Result) []Group {
	var all []Group
	at := map[common]int{}
	for _, one := range results {
		for _, g := range one.groups() {
			i, known := at[g.common()]
			if !known {
				i, at[g.common()] = len(all), len(all)
				all = append(all, g)
			}
			if ops := all[i].Operations; len(ops) == 0 || ops[len(ops)-1] != one.Operation {
				all[i].Operations = append(ops, one.Operation)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Group) int {
		return cmp.Or(cmp.Compare(slices.Index(Verdicts, a.Verdict), slices.Index(Verdicts, b.Verdict)), cmp.Compare(len(b.Operations), len(a.Operations)))
	})
	return all
}

// common is what tells groups apart.
type common struct {
	verdict    Verdict
	what       What
	node       engine.NodeID
	path, look string
	cause      string
}

func (g Group) common() common {
	return common{g.Verdict, g.What, g.Node, g.Path, g.Look, g.Failure.Cause()}
}

// groups are those that one operation belongs to.
func (one Result) groups() []Group {
	switch one.Verdict {
	case Same:
		return nil
	case Unrecorded, Unknown:
		return []Group{{Verdict: one.Verdict, Node: one.Node}}
	case Fails, Passes:
		g := Group{Verdict: one.Verdict, Failure: one.Failure}
		if one.Failure != nil {
			g.Node = one.Failure.Node
		}
		return []Group{g}
	}
	var all []Group
	for _, d := range one.Found {
		g := Group{Verdict: one.Verdict, What: d.What, Node: d.Node, Path: placeless(d.Path), Look: "changed"}
		switch {
		case d.After == nil:
			g.Look = "gone"
		case d.Before == nil:
			g.Look = "added"
		}
		all = append(all, g)
	}
	return all
}

// placeless is a path without the places in lists.
func placeless(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		b.WriteByte(path[i])
		if path[i] != '[' {
			continue
		}
		end := i + 1
		for end < len(path) && '0' <= path[end] && path[end] <= '9' {
			end++
		}
		if end > i+1 && end < len(path) && path[end] == ']' {
			b.WriteByte('*')
			i = end - 1
		}
	}
	return b.String()
}
