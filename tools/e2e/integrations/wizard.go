// Package integrations holds the browser tests of the templates: a person fills a
// template in by its wizard and starts it, the stand-in of one service sends what
// the service sends, and the record is looked for at the stand-in of the other.
package integrations

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// Wizard is a person in front of the wizard of a template.
type Wizard struct {
	*browser.Page
	Link string // of the webhook, once its step was seen

	w    *product.World
	t    testing.TB
	id   string // of the processing
	seen int    // operations that were looked at
}

// Begin chooses a template in the gallery, in a language, and one of its documents;
// "" for the first.
func Begin(t testing.TB, w *product.World, language, template, document string) *Wizard {
	t.Helper()
	z := Sit(t, w, language)
	z.Choose(template, document)
	return z
}

// Sit is a person who has chosen nothing yet.
func Sit(t testing.TB, w *product.World, language string) *Wizard {
	t.Helper()
	z := &Wizard{Page: w.Owner(), w: w, t: t}
	product.Prefer(z.Page, "language", language)
	return z
}

// Choose begins with a template, and one of its documents; "" for the first.
func (z *Wizard) Choose(template, document string) {
	z.t.Helper()
	z.Go("/templates")
	z.Click("[data-testid=template-card][data-id=" + template + "]")
	if document != "" {
		z.Click("variant-" + document)
	}
	z.See("template-use")
	z.on("template-use")
	z.id, z.seen = strings.Split(z.Path(), "/")[3], 0
}

// Connect fills in the form of a new connection, names of fields and what to type
// by turns, sees that the service takes it, and goes on.
func (z *Wizard) Connect(said ...string) {
	z.t.Helper()
	z.Say(said...)
	z.Click("connection-check")
	z.Has("connection-result", "data-look", "ok")
	z.Continue()
}

// Say types into fields, names and texts by turns. What is right for most people
// is folded away, and is opened.
func (z *Wizard) Say(said ...string) {
	z.t.Helper()
	for pair := range slices.Chunk(said, 2) {
		if folds := "details:not([open]):has([data-testid=" + pair[0] + "]) > summary"; z.Count(folds) > 0 {
			z.Click(folds)
		}
		z.Fill(pair[0], pair[1])
	}
}

// Question is where a question of the template is answered.
func Question(name string) string { return "[name='q." + name + "']" }

// Answer answers questions of the template, names and texts by turns.
func (z *Wizard) Answer(said ...string) {
	z.t.Helper()
	for pair := range slices.Chunk(said, 2) {
		z.Fill(Question(pair[0]), pair[1])
	}
}

// Receive copies the link, and goes on.
func (z *Wizard) Receive() {
	z.t.Helper()
	z.Link = z.Value("webhook-link")
	z.Continue()
}

// Continue goes to the next page of the wizard.
func (z *Wizard) Continue() {
	z.t.Helper()
	z.on("wizard-continue")
}

// Run starts what was made.
func (z *Wizard) Run() {
	z.t.Helper()
	z.on("wizard-run")
	z.Has("run-switch", "aria-checked", "true")
}

// on presses a button, and waits until another page is there.
func (z *Wizard) on(button string) {
	z.t.Helper()
	browser.Eval[bool](z.Page, `() => window.stanokBefore = true`)
	z.Click(button)
	z.Until("the page after "+button, `() => !window.stanokBefore && document.readyState === "complete"`)
}

// Ended waits until the latest of n operations has ended so.
func (z *Wizard) Ended(n int, state string) {
	z.t.Helper()
	z.Go("/p/" + z.id + "/ops")
	z.Numbers("operation-row", n)
	z.Has("operation-row", "data-state", state)
}

// Cause opens the latest operation, which failed, and holds its cause against the
// words.
func (z *Wizard) Cause(words string) {
	z.t.Helper()
	z.Go("/ops/" + z.Attr("operation-row", "data-id"))
	z.Says("cause", words)
}

// Until waits until something outside of the browser is so.
func Until(t testing.TB, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(browser.Patience); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited for %s", what)
		}
	}
}
