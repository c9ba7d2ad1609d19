// Package page holds the screens, one templ component each, with the struct of
// plain values it shows beside it. A screen asks nobody; what stands in it was
// asked for by its handler.
package page

import (
	"stanok/ui/part"
	"stanok/ui/static"
	"stanok/ui/words"
)

// FrameView is what stands around every screen.
type FrameView struct {
	Title   string // of the screen; the product's name is added
	Theme   string // system, light or dark
	Density string // comfortable or compact
	Narrow  bool   // the rail shows icons only
	Bare    bool   // no rail: setup and sign-in
	Keys    bool   // single-letter shortcuts are on
	Calm    bool   // nothing moves
	Editor  bool   // the screen edits a draft
	Live    string // address of the live stream; none if empty
	Rail    part.RailView
	Assets  AssetsView
}

// AssetsView are the addresses of what every page loads.
type AssetsView struct {
	Script, Editor, Style, Favicon string
	Streams                        string   // what all pages of a browser share
	Fonts                          []string // wanted at once
}

// Assets returns the addresses of what a page in a language loads.
func Assets(a *static.Assets, lang string) AssetsView {
	v := AssetsView{
		Script:  a.Path("main.js"),
		Editor:  a.Path("editor.js"),
		Streams: a.Path("streams.js"),
		Style:   a.Path("style.css"),
		Favicon: a.Path("favicon.svg"),
		Fonts:   []string{a.Path("inter-latin-wght-normal.woff2")},
	}
	if lang == "ru" {
		v.Fonts = append(v.Fonts, a.Path("inter-cyrillic-wght-normal.woff2"))
	}
	return v
}

// Policy is the Content-Security-Policy every page is made for.
const Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (f FrameView) title(v words.Voice) string { return v.T("frame.title", "page", f.Title) }

func (f FrameView) keys() string {
	if f.Keys {
		return "on"
	}
	return "off"
}

func (f FrameView) motion() string {
	if f.Calm {
		return "none"
	}
	return "system"
}

func (f FrameView) rail() string {
	if f.Narrow {
		return "narrow"
	}
	return "wide"
}
