package ui_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestBeforeTheyAreRepeatedOperationsAreCountedByCause: two of one processing fail
// of one cause, one of another, and the page after the repetition says the same of
// those that failed again.
func TestBeforeTheyAreRepeatedOperationsAreCountedByCause(t *testing.T) {
	c := newClient(t)
	bad := c.create(failing)
	for range 2 {
		c.run(bad, `{}`, 200)
	}
	other := c.create(strings.ReplaceAll(strings.ReplaceAll(failing, "Failing", "Another"), "not today", "call 79215550137"))
	c.run(other, `{}`, 200)
	const all = "/replays/new?all=true&state=failed"
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		c.browse("GET", all, nil, "Accept-Language", lang).shows(`data-testid="bulk-causes"`, `data-count="3"`).lacks("⟦")
	}
	said := c.browse("GET", all, nil).shows("not today", "Failing", "Another", "•••37").lacks("79215550137", `data-testid="bulk-others"`)
	if counts := strings.Join(said.all(`data-testid="bulk-cause" data-count="(\d+)"`), " "); counts != "2 1" {
		t.Errorf("by cause there are %s of 3", counts)
	}
	form := url.Values{"from": {"failed"}, "speed": {"all"}}
	job := strings.TrimSuffix(c.browse("POST", "/replays?all=true&state=failed&processing="+bad, form).leads(), "?begun=true")
	var again screen
	for range 500 {
		if again = c.browse("GET", job, nil); strings.Contains(again.body, `data-state="done"`) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if counts := strings.Join(again.shows("Why some failed again", "not today").all(`data-testid="bulk-cause" data-count="(\d+)"`), " "); counts != "2" {
		t.Errorf("by cause %s of 2 failed again", counts)
	}
}

// TestManyCausesAreNamedAndTheRestCounted: fourteen causes of which twelve are named.
func TestManyCausesAreNamedAndTheRestCounted(t *testing.T) {
	c := newClient(t)
	for range 14 {
		c.run(c.create(failing), `{}`, 200)
	}
	said := c.browse("GET", "/replays/new?all=true&state=failed", nil).shows(`data-testid="bulk-others"`, "And 2 more of other causes.")
	if n := len(said.all(`data-testid="(bulk-cause)"`)); n != 12 {
		t.Errorf("%d of 14 causes are named", n)
	}
}
