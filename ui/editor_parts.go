package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/a-h/templ"

	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// partial is a component that takes the place of the element with an id.
func partial(id string, content templ.Component) templ.Component {
	return wrapped(editor.Partial(id), content)
}

func wrapped(around, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return around.Render(templ.WithChildren(ctx, content), w)
	})
}

// parts are all parts of the editor's page that may look different now.
func (u *UI) parts(c *call, b *bench) []templ.Component {
	v, p := u.voice(c), b.Page()
	return []templ.Component{
		partial("names", editor.Names(v, p.Names)),
		partial("head", editor.Head(v, p.Head)),
		partial("bar", editor.Bar(v, p.Head, p.Problems)),
		partial("chain", editor.Chain(v, p.Chain)),
		partial("panel", editor.Panel(v, p.Panel)),
		partial("data", editor.Data(v, p.Data)),
	}
}

// bundle answers with all parts of the page, and more behind them.
func (u *UI) bundle(c *call, b *bench, more ...templ.Component) error {
	c.revision(b)
	return c.render(http.StatusOK, append(u.parts(c, b), more...)...)
}

// revision tells the page which revision of the draft it shows.
func (c *call) revision(b *bench) {
	c.Response().Header().Set("Stanok-Revision", strconv.FormatInt(b.Processing.Revision, 10))
}

// again answers with the parts of the page as they are now; without a script it
// goes back to the page.
func (u *UI) again(c *call, at string, more ...templ.Component) error {
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	b, err := u.bench(c, p, at)
	if err != nil {
		return err
	}
	if !c.part() {
		return c.Redirect(http.StatusSeeOther, b.Href(b.At))
	}
	return u.bundle(c, b, append(more, wrapped(editor.Drawer(), templ.NopComponent))...)
}

// toast is a passing message. An action takes back what was done last: only the
// newest of these messages stays.
func (u *UI) toast(c *call, look, text string, action part.ButtonView) templ.Component {
	t := part.ToastView{Look: look, Text: text, Action: action}
	if action.Text != "" {
		t.Kind = "undo"
	}
	return editor.Toasts(u.voice(c), t)
}

// announce has a sentence read out.
func (c *call) announce(sentence string) {
	c.Response().Header().Set("HX-Trigger", `{"st:say":{"value":`+inASCII(sentence)+`}}`)
}

// inASCII is a text as JSON that a header can hold.
func inASCII(text string) string {
	raw, _ := json.Marshal(text) // texts cannot fail
	var b strings.Builder
	for _, r := range string(raw) {
		switch one := utf16.RuneLen(r); {
		case r < 0x7f:
			b.WriteRune(r)
		case one == 2:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// showParts sends the parts that look different by now.
func (u *UI) showParts(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return u.bundle(c, b)
}

// dialog answers with what fills the drawer.
func (c *call) dialog(content templ.Component) error { return c.render(http.StatusOK, content) }
