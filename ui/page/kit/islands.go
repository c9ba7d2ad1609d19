package kit

import (
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"stanok/ui/page"
	"stanok/ui/part"
	"stanok/ui/static"
	"stanok/ui/words"
)

// IslandsView is what the page of the islands shows: a small draft and the data
// that its fields take values from.
type IslandsView struct {
	At      string // whose panel is open
	Queue   part.QueueView
	Live    string // address of the live stream; none if empty
	Chain   part.ChainView
	Names   map[string]part.ChipName
	Title   string // of the action whose panel is open
	URL     part.ChipFieldView
	Body    part.ChipFieldView
	Method  []part.OptionView
	Off     bool
	Rows    []RowView
	Headers []RowView
	Tree    part.TreeView
}

// RowView is one row of a table of names and values.
type RowView struct{ Name, Value string }

// Islands writes the page on which the islands are tried: the chain, the panel and
// the data of a draft that its caller keeps.
func Islands(w words.Voice, a *static.Assets, rw http.ResponseWriter, r *http.Request, i IslandsView) error {
	f := frame(w, a, "light")
	f.Editor, f.Live = true, i.Live
	rw.Header().Set("Content-Security-Policy", page.Policy)
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	return IslandsPage(w, f, i).Render(r.Context(), rw)
}

func op(change string) templ.Attributes { return templ.Attributes{"data-op": change} }

func scope(of, kind string) templ.Attributes {
	return templ.Attributes{"data-scope": of, "data-kind": kind}
}

// setTo is the change that gives a scope a text.
func setTo(scope, text string) string {
	raw, err := json.Marshal(map[string]string{"kind": "set", "scope": scope, "value": text})
	if err != nil { // strings always marshal
		return "{}"
	}
	return string(raw)
}
