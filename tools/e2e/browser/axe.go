package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// Axe asks axe-core what is wrong with the page for people with a screen reader, a
// keyboard or weak eyes. Anything it finds fails the test; what lies in one of the
// CSS selectors of except is not looked at.
func (p *Page) Axe(except ...string) {
	p.t.Helper()
	p.axe(`{resultTypes: ["violations"]}`, except)
}

// AxeColours asks only about colours: for a page that Axe has looked at, in another
// theme, which changes nothing else.
func (p *Page) AxeColours() {
	p.t.Helper()
	p.axe(`{resultTypes: ["violations"], runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}`, nil)
}

func (p *Page) axe(options string, except []string) {
	p.t.Helper()
	if !call[bool](p, `() => typeof window.axe === "object"`) {
		script, err := axeScript()
		p.must(err)
		run(p, chromedp.Evaluate[any](script+"; null"))
	}
	found := call[[]string](p, `async (except) => {
		const answer = await axe.run({include: [document], exclude: except.map((e) => [e])}, `+options+`);
		return answer.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + "\n      " + n.target + "\n      " + n.html.slice(0, 200)));
	}`, append([]string{}, except...))
	if len(found) > 0 {
		p.fail("%d things are wrong on %s:\n    %s", len(found), p.where(), strings.Join(found, "\n    "))
	}
}

func axeScript() (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	file := filepath.Join(root, "ui", "web", "node_modules", "axe-core", "axe.min.js")
	script, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("reading axe-core: %w", err)
	}
	return string(script), nil
}
