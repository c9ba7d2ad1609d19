package browser

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Patience is how long a page may take for one thing. The machines that run tests
// are shared, and only what is broken ever takes as long.
const Patience = time.Minute

// Page is one tab of one person. Its words fail the test by themselves. It is for
// one goroutine.
type Page struct {
	// Clicks and Entries are what the person has done so far: what was pressed,
	// and how many fields were filled by typing, choosing or pasting.
	Clicks, Entries int

	t        testing.TB
	ctx      context.Context
	base     string
	patience time.Duration
	held     place // where the mouse holds something

	mu       sync.Mutex
	console  []string
	excepted []string
}

// New opens a tab for a person of whom the server at base knows nothing yet.
func New(t testing.TB, base string) *Page {
	t.Helper()
	ctx, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, ctx, base, chromedp.WithNewBrowserContext())
}

// Tab opens another tab of the same person, in a window of its own so that both
// are seen.
func (p *Page) Tab() *Page {
	p.t.Helper()
	return open(p.t, p.ctx, p.base, chromedp.WithNewWindow(true))
}

func open(t testing.TB, parent context.Context, base string, options ...chromedp.ContextOption) *Page {
	t.Helper()
	p := &Page{t: t, base: base, patience: Patience}
	options = append(options, chromedp.WithListener(p.hear))
	ctx, cancel := chromedp.NewContext(parent, options...)
	p.ctx = ctx
	t.Cleanup(cancel)
	t.Cleanup(p.settle)
	// The tab lives as long as the context of its first step.
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(1366, 768)))
	_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: listen + aimed})
	p.must(err)
	if times := slowness(); times > 1 {
		_, err := chromedp.Call(ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
		p.must(err)
	}
	return p
}

// slowness is how many times slower the pages are to be than the machine is, from
// STANOK_SLOW: what holds there too does not depend on how fast anything is.
func slowness() float64 {
	times, err := strconv.ParseFloat(os.Getenv("STANOK_SLOW"), 64)
	if err != nil {
		return 1
	}
	return times
}

// Close closes the tab as a person does who leaves in the middle of something.
func (p *Page) Close() {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, page.Close, cdp.Empty{})
	p.must(err)
}

// Except lets the page complain about something that the test makes happen, as a
// failed request: complaints that hold the text do not fail the test.
func (p *Page) Except(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.excepted = append(p.excepted, texts...)
}

// Go opens an address of the server.
func (p *Page) Go(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
	p.loaded()
}

// Reload opens the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.do(chromedp.Reload())
	p.loaded()
}

// Back goes to the page before.
func (p *Page) Back() {
	p.t.Helper()
	p.do(chromedp.NavigateBack())
	p.loaded()
}

// Path is the address that is shown, without the server's part.
func (p *Page) Path() string {
	p.t.Helper()
	return strings.TrimPrefix(run(p, chromedp.Location()), p.base)
}

// Size makes the window wide and high, in CSS pixels.
func (p *Page) Size(wide, high int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(wide, high))
}

// Phone makes the window that of a telephone: 360 × 640, touched with a finger.
func (p *Page) Phone() {
	p.t.Helper()
	p.Touch(360, 640)
}

// Touch makes the window so large, in CSS pixels, and touched with a finger.
func (p *Page) Touch(wide, high int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(wide, high, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
}

// Prefers gives the page what a person set in their system, as
// "prefers-reduced-motion", "reduce" or "forced-colors", "active".
func (p *Page) Prefers(feature, value string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: feature, Value: value}},
	})
	p.must(err)
}

// Begin runs a script at the very beginning of every page opened from now on.
func (p *Page) Begin(script string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	p.must(err)
}

// Offline cuts the page's network, or mends it.
func (p *Page) Offline(cut bool) {
	p.t.Helper()
	rule := []*network.Conditions{{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1}}
	_, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: rule})
	p.must(err)
	_, err = chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1})
	p.must(err)
}

// Clipboard lets the page read and write the clipboard.
func (p *Page) Clipboard() {
	p.t.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission:       &browser.PermissionDescriptor{Name: name, AllowWithoutSanitization: name == "clipboard-read"},
			Setting:          browser.PermissionSettingGranted,
			Origin:           p.base,
			BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		})
		p.must(err)
	}
}

// loaded waits until the page's own scripts have run.
func (p *Page) loaded() {
	p.t.Helper()
	p.wait("the page to be loaded", `() => document.readyState === "complete"`)
}

// hear notes what the page complains about.
func (p *Page) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.note("exception: " + describe(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var said []string
			for _, a := range e.Args {
				said = append(said, strings.Trim(string(a.Value)+" "+a.Description, `" `))
			}
			p.note("console: " + strings.Join(said, " "))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.note("log: " + e.Entry.Text + " " + e.Entry.URL)
		}
	}
}

func (p *Page) note(complaint string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.console = append(p.console, complaint)
}

// complaints lists what the page complained about and no test expected.
func (p *Page) complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, c := range p.console {
		expected := false
		for _, e := range p.excepted {
			expected = expected || strings.Contains(c, e)
		}
		if !expected {
			all = append(all, c)
		}
	}
	return all
}

// settle ends a test: a page has nothing to complain about.
func (p *Page) settle() {
	p.t.Helper()
	if all := p.complaints(); len(all) > 0 && !p.t.Failed() {
		p.t.Errorf("the page complained:\n  %s", strings.Join(all, "\n  "))
	}
}

func describe(e *runtime.ExceptionDetails) string {
	if e.Exception != nil && e.Exception.Description != "" {
		return e.Exception.Description
	}
	return e.Text
}
