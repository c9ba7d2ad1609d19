// Package browser drives pages in a headless Chromium the way a person would:
// with the mouse and the keyboard, on what can be seen. Every word waits for what
// it needs, with a deadline, and fails the test with a picture and with all that
// the page complained about.
//
//	func TestMain(m *testing.M) { browser.Main(m) }
//
//	func TestSomething(t *testing.T) {
//		t.Parallel()
//		page := browser.New(t, server.URL)
//		page.Go("/p/new")
//		page.Click("add-action")
//		page.Type("field-url", "https://example.com")
//		page.Announced("Saved")
//	}
//
// Things are found by their data-testid; what holds one of "#[>: ", or
// begins with a dot, is a CSS selector.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium is the one browser of a test program. Each New has its own cookies and
// storage in it, so tests may run side by side.
var chromium struct {
	once  sync.Once
	ctx   context.Context
	close func()
	err   error
}

// Main runs the tests of a package and closes the browser after them.
func Main(m *testing.M) {
	code := m.Run()
	if chromium.close != nil {
		chromium.close()
	}
	os.Exit(code)
}

// shared starts the browser when the first test asks for it.
func shared() (context.Context, error) {
	chromium.once.Do(func() {
		path, err := find()
		if err != nil {
			chromium.err = err
			return
		}
		chromium.ctx, chromium.close, chromium.err = start(path)
	})
	return chromium.ctx, chromium.err
}

func start(path string) (context.Context, func(), error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("no-sandbox", true), // containers have no user namespaces
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("lang", "en"),
		chromedp.WindowSize(1366, 768),
	)
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	// The browser lives as long as the context of its first step, so that one has
	// no deadline of its own.
	late := time.AfterFunc(time.Minute, cancel)
	defer late.Stop()
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		cancel()
		release()
		return nil, nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return ctx, func() { cancel(); release() }, nil
}

// find looks for Chromium: where STANOK_CHROMIUM says, on the PATH, and where
// `./task e2e:chromium` puts it.
func find() (string, error) {
	if named := os.Getenv("STANOK_CHROMIUM"); named != "" {
		return named, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome-headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	root, err := Root()
	if err != nil {
		return "", err
	}
	found, err := filepath.Glob(filepath.Join(root, ".task", "chromium", "chrome-headless-shell", "*", "*", "chrome-headless-shell"))
	if err == nil && len(found) > 0 {
		return found[len(found)-1], nil
	}
	return "", errors.New("no Chromium: run ./task e2e:chromium, or set STANOK_CHROMIUM")
}

// Root is the folder of the project, found from the folder that a test runs in.
func Root() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(at, "Taskfile.yml")); err == nil {
			return at, nil
		}
		up := filepath.Dir(at)
		if up == at {
			return "", errors.New("the project's folder was not found")
		}
		at = up
	}
}
