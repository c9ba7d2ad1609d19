package product_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// posted is a service whose program writes its letters, in a language, to a mailbox.
func posted(t *testing.T, language string) (*product.World, *standin.Mailbox) {
	t.Helper()
	box, err := standin.OpenMailbox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	w, _ := service(t, "--language", language, "--smtp-url", "smtp://"+box.Addr()+"?tls=none", "--mail-from", "stanok@example.test")
	return w, box
}

// letter is the next one that comes.
func letter(t *testing.T, box *standin.Mailbox) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browser.Patience)
	defer cancel()
	said, err := box.Wait(ctx)
	if err != nil {
		t.Fatal("no letter came: ", err)
	}
	return said
}

func TestA16TheFirstFailureIsALetterThatOpensItsOperation(t *testing.T) {
	t.Parallel()
	w, box := posted(t, "ru")
	id := deploy(t, w, ask("Заявки", "/locked"))
	op := run(t, w, id, map[string]any{"phone": "1"})
	said := letter(t, box)
	for _, part := range []string{"Заявки", "Send", "ключ"} {
		if !strings.Contains(said, part) {
			t.Errorf("the letter does not say %q:\n%s", part, said)
		}
	}
	for range 10 {
		run(t, w, id, map[string]any{"phone": "1"})
	}
	link := regexp.MustCompile(`http://\S+`).FindString(said)
	p := w.Owner()
	p.Go(strings.TrimPrefix(link, w.URL))
	p.See("cause")
	if got := p.Path(); !strings.HasPrefix(got, "/ops/"+op) {
		t.Errorf("the letter's link leads to %s", got)
	}
	// More failures within the hour wait for its one digest.
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if more, err := box.Wait(ctx); err == nil {
		t.Errorf("another letter came within the hour:\n%s", more)
	}
}

func TestA19TwentyFailuresInARowStandFirst(t *testing.T) {
	t.Parallel()
	w, box := posted(t, "en")
	other, bad := deploy(t, w, ask("Now and then", "/locked")), deploy(t, w, ask("Shop", "/locked"))
	run(t, w, other, map[string]any{"phone": "1"})
	letter(t, box)
	for range 20 {
		run(t, w, bad, map[string]any{"phone": "1"})
	}
	p := w.Owner()
	p.Go("/")
	for !strings.Contains(p.Text("#main"), "20 failures in a row") { // failures are taken in one after another
		p.Reload()
		p.See("today")
	}
	if first := p.Texts("attention-item")[0]; !strings.Contains(first, "Shop") || !strings.Contains(first, "20 failures in a row") {
		t.Errorf("the first item says %q", first)
	}
	if said := letter(t, box); !strings.Contains(said, "Shop") {
		t.Errorf("the letter is about another:\n%s", said)
	}
}
