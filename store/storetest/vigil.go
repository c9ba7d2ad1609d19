package storetest

import (
	"time"

	"stanok/engine"
)

var vigils = []promise{
	{"a vigil is put with its letters, and replaced by the next", func(g given) {
		v := engine.Vigil{
			Processing: "p",
			Fields: []engine.KnownField{
				{Of: "get", Path: `["body"]["phone"]`, By: "send", Shape: engine.TextShape},
				{Of: engine.SourceNode, Path: `["id"]`, By: "get", Shape: engine.NumberShape, Now: engine.Gone, Since: T0, Operation: "a"},
			},
			Quiet: engine.Spell{Since: T0, Told: after(time.Minute), Usual: time.Hour}, Flood: engine.Spell{Count: 101},
			Mutes: []engine.Mute{{About: engine.FirstFailure, Cause: "http.status 500", Until: after(time.Hour), By: "Anna"}},
		}
		l := letter("1", T0)
		g.need(g.PutVigil(g.Context(), ours, v, l))
		g.need(g.PutVigil(g.Context(), ours, engine.Vigil{Processing: "a"}))
		all, err := g.ListVigils(g.Context(), ours)
		g.need(err)
		g.same(all, []engine.Vigil{{Processing: "a"}, v}, "vigils")
		letters, err := g.ListLetters(g.Context(), T0, 9)
		g.need(err)
		g.same(letters, []engine.Letter{l}, "letters")
		g.need(g.PutVigil(g.Context(), ours, engine.Vigil{Processing: "p"}))
		all, err = g.ListVigils(g.Context(), ours)
		g.need(err)
		g.same(all, []engine.Vigil{{Processing: "a"}, {Processing: "p"}}, "vigils")
	}},
}
