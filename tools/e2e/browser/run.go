package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// pause is the time between two looks at a page that is waited for.
const pause = 20 * time.Millisecond

// do takes steps that give nothing.
func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience+5*time.Second)
	defer cancel()
	p.must(chromedp.Do(ctx, steps...))
}

func run[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience+5*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	p.must(err)
	return value
}

// call runs a function in the page.
func call[T any](p *Page, function string, args ...any) T {
	p.t.Helper()
	return run(p, chromedp.Evaluate[T](p.called(function, args), chromedp.EvalAwaitPromise))
}

// called is a function of the page with its arguments, as an expression.
func (p *Page) called(function string, args []any) string {
	p.t.Helper()
	raw, err := json.Marshal(append([]any{}, args...))
	p.must(err)
	return fmt.Sprintf("(%s)(...%s)", function, raw)
}

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.fail("%v", err)
	}
}

// fail ends the test with a picture of the page and what it complained about.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	var more strings.Builder
	fmt.Fprintf(&more, "\n  the page: %s", p.where())
	if shot, err := p.picture(); err == nil {
		fmt.Fprintf(&more, "\n  its picture: %s", shot)
	} else {
		fmt.Fprintf(&more, "\n  no picture: %v", err)
	}
	for _, c := range p.complaints() {
		fmt.Fprintf(&more, "\n  it complained: %s", c)
	}
	p.t.Fatal(fmt.Sprintf(format, args...) + more.String())
}

func (p *Page) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return at
}

// Screenshot keeps a picture of the window and returns its file, in the folder
// that STANOK_SHOTS names or in the system's for temporary files.
func (p *Page) Screenshot(name string) string {
	p.t.Helper()
	file, err := p.shoot(name)
	p.must(err)
	return file
}

func (p *Page) picture() (string, error) {
	return p.shoot("failed-" + strings.NewReplacer("/", "-", " ", "-", "#", "-").Replace(p.t.Name()))
}

func (p *Page) shoot(name string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return "", err
	}
	folder := os.Getenv("STANOK_SHOTS")
	if folder == "" {
		folder = filepath.Join(os.TempDir(), "stanok-shots")
	}
	file := filepath.Join(folder, name+".png")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, png, 0o644)
}
