package document_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/document"
)

// anyDefinition draws a definition without problems.
func anyDefinition() *rapid.Generator[engine.Definition] {
	return rapid.Custom(func(t *rapid.T) engine.Definition {
		def := engine.Definition{
			Format:      document.Format,
			Name:        said().Draw(t, "name"),
			Description: hardText().Draw(t, "description"),
			Settings: engine.Settings{
				TimeZone:      rapid.SampledFrom([]string{"", "UTC", "Europe/Moscow"}).Draw(t, "zone"),
				Lane:          hardText().Draw(t, "lane"),
				LaneOnFailure: rapid.SampledFrom([]engine.LaneOnFailure{"", engine.GoOn, engine.HoldLane}).Draw(t, "on failure"),
				Concurrency:   rapid.IntRange(0, 1000).Draw(t, "concurrency"),
				WhileStopped:  rapid.SampledFrom([]engine.WhileStopped{"", engine.Keep, engine.ProcessLater, engine.Refuse}).Draw(t, "while stopped"),
				Deadline:      anyDuration().Draw(t, "deadline"),
				Pace:          anyDuration().Draw(t, "pace"),
			},
			Source: engine.SourceConfig{Type: said().Draw(t, "source"), With: anyConfig().Draw(t, "source with")},
		}
		if rapid.Bool().Draw(t, "labelled") {
			def.Labels = rapid.SliceOfN(said(), 0, 3).Draw(t, "labels")
		}
		if rapid.Bool().Draw(t, "acting") {
			def.Nodes = addNodes(t, []engine.Node{}, "", "", 0)
		}
		return def
	})
}

// addNodes draws the nodes of one branch and of the branches inside it.
func addNodes(t *rapid.T, nodes []engine.Node, parent engine.NodeID, branch string, deep int) []engine.Node {
	for range rapid.IntRange(0, 3).Draw(t, "actions") {
		n := anyNode().Draw(t, "node")
		n.ID, n.Parent, n.Branch = engine.NodeID(fmt.Sprintf("a%d", len(nodes))), parent, branch
		nodes = append(nodes, n)
		for _, name := range n.Branches {
			if deep < 3 {
				nodes = addNodes(t, nodes, n.ID, name, deep+1)
			}
		}
	}
	return nodes
}

func anyNode() *rapid.Generator[engine.Node] {
	return rapid.Custom(func(t *rapid.T) engine.Node {
		n := engine.Node{
			Type:     said().Draw(t, "type"),
			Title:    hardText().Draw(t, "title"),
			Note:     hardText().Draw(t, "note"),
			Disabled: rapid.Bool().Draw(t, "disabled"),
			With:     anyConfig().Draw(t, "with"),
			OnError:  rapid.SampledFrom([]engine.OnError{"", engine.Fail, engine.Continue}).Draw(t, "on error"),
			Retry: engine.RetryPolicy{
				Attempts: rapid.IntRange(0, 20).Draw(t, "attempts"),
				First:    anyDuration().Draw(t, "first"),
				Max:      anyDuration().Draw(t, "max"),
			},
		}
		if rapid.IntRange(0, 2).Draw(t, "branching") == 0 {
			n.Branches = rapid.SliceOfNDistinct(said(), 0, 2, rapid.ID[string]).Draw(t, "branches")
		}
		return n
	})
}

func anyDuration() *rapid.Generator[time.Duration] {
	return rapid.Custom(func(t *rapid.T) time.Duration {
		units := []time.Duration{0, time.Millisecond, time.Second, time.Minute, time.Hour, 24 * time.Hour}
		return rapid.SampledFrom(units).Draw(t, "unit") * time.Duration(rapid.IntRange(1, 2000).Draw(t, "count"))
	})
}

func anyConfig() *rapid.Generator[json.RawMessage] {
	return rapid.Custom(func(t *rapid.T) json.RawMessage {
		if rapid.Bool().Draw(t, "empty") {
			return json.RawMessage("{}")
		}
		return parse(t, jsonMap(t, 2)).JSON()
	})
}

// said draws a short text that is not blank.
func said() *rapid.Generator[string] {
	return rapid.Map(hardText(), func(s string) string {
		letters := []rune(s)
		return strings.TrimSpace(string(letters[:min(len(letters), 30)])) + "x"
	})
}
