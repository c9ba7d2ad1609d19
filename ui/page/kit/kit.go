// Package kit shows every part of the pages in every state, in light and dark
// side by side. It is for those who build pages, and for the checks that look at
// all parts at once: how they look, what a screen reader says, what overflows.
package kit

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"stanok/ui/page"
	"stanok/ui/part"
	"stanok/ui/static"
	"stanok/ui/words"
)

// Handler serves the kit. The query may ask for another language (lang=ru) and
// another theme around it (theme=dark).
func Handler(w *words.Words, a *static.Assets) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		v := w.In(r.URL.Query().Get("lang"))
		theme := r.URL.Query().Get("theme")
		if !slices.Contains([]string{"light", "dark"}, theme) {
			theme = "system"
		}
		rw.Header().Set("Content-Security-Policy", page.Policy)
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = Page(v, frame(v, a, theme)).Render(r.Context(), rw)
	})
}

func frame(v words.Voice, a *static.Assets, theme string) page.FrameView {
	return page.FrameView{
		Title: v.T("kit.title"), Theme: theme, Density: "comfortable", Keys: true,
		Assets: page.Assets(a, v.Lang()),
		Rail: part.RailView{
			Current: "operations", Allowed: part.Places(), Unseen: 14,
			Person: v.T("kit.name_value"), Theme: theme, Settings: "/preferences",
		},
	}
}

// side is one of the two places a part is shown in.
type side struct {
	words.Voice
	theme string
}

// id makes an id that is the side's own.
func (s side) id(name string) string { return s.theme + "-" + name }

// exhibit is a part, or a few that belong together.
type exhibit struct {
	name string // of its title: "kit." and this
	wide bool   // too wide for half a page
	show func(side) templ.Component
}

var exhibits = []exhibit{
	{"beads", false, beads},
	{"states", false, states},
	{"buttons", false, buttons},
	{"fields", false, fields},
	{"messages", false, messages},
	{"chain", false, chains},
	{"tree", false, trees},
	{"places", false, ways},
	{"floating", false, floating},
	{"list", true, list},
	{"water", true, operation},
	{"empty", true, empty},
	{"icons", true, icons},
}
