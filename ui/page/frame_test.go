package page_test

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"stanok/ui/page"
	"stanok/ui/part"
	"stanok/ui/words"
)

func draw(t *testing.T, lang string, f page.FrameView) string {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	ctx := templ.WithChildren(context.Background(), templ.Raw("<h1>the screen</h1>"))
	if err := page.Frame(w.In(lang), f).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheFrameSaysWhatIsInForce(t *testing.T) {
	f := page.FrameView{Title: "Операции", Theme: "dark", Density: "compact", Narrow: true, Live: "/live", Rail: part.RailView{Theme: "dark"}}
	got := draw(t, "ru", f)
	for _, want := range []string{
		`<html lang="ru" data-theme="dark" data-density="compact" data-rail="narrow" data-keys="off" data-motion="system">`,
		`<title>Операции · Stanok</title>`, `<h1>the screen</h1>`, `data-stream="/live"`,
		`<option value="ru" selected>`, `<option value="dark" selected>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestABareFrameHasNoWayAroundAndNoStream(t *testing.T) {
	got := draw(t, "en", page.FrameView{Title: "Sign in", Bare: true})
	if strings.Contains(got, "<nav") || strings.Contains(got, "data-stream") || !strings.Contains(got, `id="say-assertive"`) {
		t.Error(got)
	}
}
