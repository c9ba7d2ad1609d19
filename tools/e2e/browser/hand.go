package browser

import (
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Click presses a thing when it can be seen and nothing lies over it.
func (p *Page) Click(what string) {
	p.t.Helper()
	p.hit(what, func(at place) { p.do(chromedp.MouseClickXY(at.X, at.Y)) })
}

// DoubleClick presses a thing twice.
func (p *Page) DoubleClick(what string) {
	p.t.Helper()
	p.hit(what, func(at place) {
		p.do(chromedp.MouseClickXY(at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2)))
	})
}

// ClickAt presses a point of a thing: right and down from its corner, in pixels.
func (p *Page) ClickAt(what string, right, down float64) {
	p.t.Helper()
	p.hit(what, func(at place) { p.do(chromedp.MouseClickXY(at.Left+right, at.Top+down)) })
}

// Hover moves the pointer over a thing.
func (p *Page) Hover(what string) {
	p.t.Helper()
	at := p.reach(what)
	p.do(chromedp.MouseEvent(chromedp.MouseMoved, at.X, at.Y))
}

// Tap touches a thing with a finger.
func (p *Page) Tap(what string) {
	p.t.Helper()
	p.hit(what, func(at place) { p.do(chromedp.TapXY(at.X, at.Y)) })
}

// Drag moves a thing onto another with the mouse; down is where on that one, as a
// part of its height.
func (p *Page) Drag(what, to string, down float64) {
	p.t.Helper()
	p.Lift(what)
	p.Over(to, 0.5, down)
	p.Release()
}

// Lift takes hold of a thing with the mouse.
func (p *Page) Lift(what string) {
	p.t.Helper()
	p.held = p.reach(what)
	p.Clicks++
	p.do(chromedp.MouseEvent(chromedp.MouseMoved, p.held.X, p.held.Y),
		chromedp.MouseEvent(chromedp.MousePressed, p.held.X, p.held.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// Over moves what is held over a thing; right and down are where on that, as
// parts of its width and height.
func (p *Page) Over(to string, right, down float64) {
	p.t.Helper()
	from, onto := p.held, p.reach(to)
	onto.X, onto.Y = onto.Left+2*right*(onto.X-onto.Left), onto.Top+down*onto.High
	const steps = 8
	for i := 1.0; i <= steps; i++ {
		x, y := from.X+(onto.X-from.X)*i/steps, from.Y+(onto.Y-from.Y)*i/steps
		p.do(chromedp.MouseEvent(chromedp.MouseMoved, x, y, chromedp.ButtonLeft))
	}
	p.held = onto
}

// Release lets go of what is held, where it is.
func (p *Page) Release() {
	p.t.Helper()
	p.do(chromedp.MouseEvent(chromedp.MouseReleased, p.held.X, p.held.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// Type clicks a field and types into it, behind what stands there.
func (p *Page) Type(field, text string) {
	p.t.Helper()
	p.Click(field)
	p.Press("Control+End")
	p.Entries++
	p.keys(text)
}

// Fill puts a text in place of what stands in a field, by the keyboard.
func (p *Page) Fill(field, text string) {
	p.t.Helper()
	p.Click(field)
	p.Press("Control+a")
	p.Entries++
	if text == "" {
		p.Press("Delete")
		return
	}
	p.keys(text)
}

// Put puts a text in place of what stands in a field in one piece, as an input
// method does: one change, however slow the page is.
func (p *Page) Put(field, text string) {
	p.t.Helper()
	p.Click(field)
	p.Press("Control+a")
	p.Insert(text)
}

// Keys types where the focus is.
func (p *Page) Keys(text string) {
	p.t.Helper()
	p.Entries++
	p.keys(text)
}

// SendKeys gives a field the focus and types at once, as automation does: no
// mouse, and no waiting for anything.
func (p *Page) SendKeys(field, text string) {
	p.t.Helper()
	p.Entries++
	p.do(chromedp.SendKeys(chromedp.CSS(selector(field)), text, chromedp.NodeReady))
}

// Insert puts a text where the focus is in one piece, as an input method does.
func (p *Page) Insert(text string) {
	p.t.Helper()
	p.Entries++
	_, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text})
	p.must(err)
}

// Paste gives a thing an event of pasting text, and the focus before.
func (p *Page) Paste(what, text string) {
	p.t.Helper()
	p.Entries++
	call[bool](p, `(css, text) => {
		const e = document.querySelector(css);
		e.focus();
		const at = e.contains(document.activeElement) ? document.activeElement : e;
		const clipboardData = new DataTransfer();
		clipboardData.setData("text/plain", text);
		at.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
		return true;
	}`, selector(what), text)
}

// Choose picks the option of a select that has this value.
func (p *Page) Choose(field, value string) {
	p.t.Helper()
	p.find(field)
	p.Clicks++
	p.Entries++
	ok := call[bool](p, `(css, value) => {
		const e = document.querySelector(css);
		if (![...e.options].some((o) => o.value === value)) return false;
		e.focus();
		e.value = value;
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	}`, selector(field), value)
	if !ok {
		p.fail("%s has no option %q", field, value)
	}
}

// named are the keys that have a name and no letter.
var named = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Backspace": kb.Backspace, "Delete": kb.Delete,
	"Space": " ", "Up": kb.ArrowUp, "Down": kb.ArrowDown, "Left": kb.ArrowLeft, "Right": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown, "F2": kb.F2, "F6": kb.F6,
}

var modifiers = map[string]chromedp.Modifier{
	"Control": chromedp.ModifierCtrl, "Shift": chromedp.ModifierShift, "Alt": chromedp.ModifierAlt, "Meta": chromedp.ModifierMeta,
}

// Press presses keys one after the other where the focus is: "Down", "Control+z".
// A page that is still being loaded does not know its keys yet.
func (p *Page) Press(keys ...string) {
	p.t.Helper()
	p.loaded()
	for _, one := range keys {
		parts := strings.Split(one, "+")
		key := parts[len(parts)-1]
		var held []chromedp.Modifier
		for _, m := range parts[:len(parts)-1] {
			held = append(held, modifiers[m])
		}
		if code, ok := named[key]; ok {
			key = code
		} else if len(key) != 1 {
			p.fail("no key is called %q", one)
		}
		for _, r := range key {
			p.key(r, held)
		}
	}
}

// commands are what a desktop makes of Control and a key: the browser without a
// window does not know them.
var commands = map[rune]string{
	'a': "selectAll", 'z': "undo", 'y': "redo", 'c': "copy", 'x': "cut", 'v': "paste", []rune(kb.End)[0]: "moveToEndOfDocument",
}

// key presses and releases one key. The letter comes with the press, so that a
// page that takes the press for itself does not get the letter too.
func (p *Page) key(r rune, held []chromedp.Modifier) {
	p.t.Helper()
	events := kb.Encode(r)
	for _, e := range events {
		for _, m := range held {
			e.Modifiers |= int64(m)
		}
		switch e.Type {
		case kb.KeyChar:
			continue
		case kb.KeyDown, kb.KeyRawDown:
			e.Type = kb.KeyRawDown
			if e.Modifiers&^int64(chromedp.ModifierShift) == 0 {
				e.Text = letter(events)
			}
			if e.Text != "" {
				e.Type = kb.KeyDown
			}
			if len(held) == 1 && held[0] == chromedp.ModifierCtrl && commands[r] != "" {
				e.Commands = []string{commands[r]}
			}
		}
		_, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, *e)
		p.must(err)
	}
}

func letter(events []*input.DispatchKeyEventParams) string {
	for _, e := range events {
		if e.Type == kb.KeyChar {
			return e.Text
		}
	}
	return ""
}

func (p *Page) keys(text string) {
	p.t.Helper()
	for _, r := range text {
		p.key(r, nil)
	}
}

// Attach chooses a file of this computer in a field for files, seen or not.
func (p *Page) Attach(field, path string) {
	p.t.Helper()
	p.Entries++
	p.do(chromedp.SetUploadFiles(selector(field), []string{path}))
}
