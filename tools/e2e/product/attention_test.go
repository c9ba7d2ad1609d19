package product_test

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
	"stanok/tools/e2e/browser"
)

// hasFailed writes that a processing has had nothing but failures for six days, and
// was stopped because of that.
func hasFailed(ctx context.Context, s *bolt.Store, id engine.ProcessingID) error {
	now := time.Now().UTC()
	p, err := s.Processing(ctx, engine.MainWorkspace, id)
	if err != nil {
		return err
	}
	p.Running, p.Halted = false, true
	if _, err := s.PutProcessing(ctx, engine.MainWorkspace, p, nil); err != nil {
		return err
	}
	a, err := s.Alert(ctx, engine.MainWorkspace, id)
	if err != nil {
		return err
	}
	a.Since, a.Failures, a.InRow, a.Warned = now.AddDate(0, 0, -6), 120, 120, true
	return s.PutAlert(ctx, engine.MainWorkspace, a, nil)
}

// hasReceived writes that a processing received something every ten minutes for two
// days, and nothing for three hours.
func hasReceived(ctx context.Context, s *bolt.Store, id engine.ProcessingID) error {
	now := time.Now().UTC().Truncate(time.Microsecond)
	p, err := s.Processing(ctx, engine.MainWorkspace, id)
	if err != nil {
		return err
	}
	p.Created, p.Started = now.AddDate(0, 0, -3), now.AddDate(0, 0, -3)
	if _, err := s.PutProcessing(ctx, engine.MainWorkspace, p, nil); err != nil {
		return err
	}
	for at := now.Add(-48 * time.Hour); at.Before(now.Add(-3 * time.Hour)); at = at.Add(10 * time.Minute) {
		op := engine.Operation{
			ID: engine.OperationID(engine.NewID(at)), Processing: id, Version: 1, Created: at, WakeAt: at,
			Event: engine.Event{Source: "webhook", At: at, Data: json.RawMessage(`{"body": "{\"phone\": \"1\"}"}`)},
		}
		if _, _, err := s.CreateOperation(ctx, engine.MainWorkspace, op); err != nil {
			return err
		}
		lease, _, _, err := s.Claim(ctx, engine.MainWorkspace, op.ID, at, at.Add(time.Minute))
		if err != nil {
			return err
		}
		if err := s.Checkpoint(ctx, engine.MainWorkspace, lease, engine.Progress{State: engine.Succeeded, At: at.Add(time.Second)}); err != nil {
			return err
		}
	}
	return nil
}

func TestA46FourTroublesStandWorstFirst(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	stopped, failing := deploy(t, w, ask("Stopped by itself", "/locked")), deploy(t, w, ask("Failing", "/locked"))
	quiet := deploy(t, w, ask("Quiet", "/fine"))
	var expiring struct{ ID string }
	w.Post("/connections", map[string]any{"name": "Calendar", "origins": []string{"https://calendar.example"}, "secrets": map[string]string{"key": "another"}}, &expiring)
	for _, id := range []string{stopped, failing} {
		run(t, w, id, map[string]any{"phone": "1"})
	}
	p := w.Owner()
	for len(p.Texts("attention-item")) < 3 { // failures are taken in one after another; the third is about letters
		p.Go("/")
		p.See("today")
	}
	w.Meanwhile(func(s *bolt.Store) error {
		ctx := t.Context()
		if err := hasFailed(ctx, s, engine.ProcessingID(stopped)); err != nil {
			return err
		}
		if err := hasReceived(ctx, s, engine.ProcessingID(quiet)); err != nil {
			return err
		}
		c, err := s.Connection(ctx, engine.MainWorkspace, engine.ConnectionID(expiring.ID))
		if err != nil {
			return err
		}
		now := time.Now().UTC()
		return s.PutAccess(ctx, engine.MainWorkspace, engine.Access{Connection: c.ID, Number: 1, Version: c.Version, Obtained: now, Ends: now.Add(80 * time.Hour)})
	})
	p = w.Owner()
	p.Go("/")
	for !strings.Contains(strings.Join(p.Texts("attention-item"), "\n"), "Quiet") { // history is looked at once in a while
		p.Reload()
		p.See("today")
	}
	p.Screenshot("A46-four")
	p.Axe()
	leads := []struct{ of, to string }{{"Stopped by itself", "/ops"}, {"Failing", "/connections/"}, {"Calendar", "/connections/" + expiring.ID}, {"Letters", "/settings"}, {"Quiet", "/p/" + quiet}}
	items := p.Texts("attention-item")
	if len(items) != len(leads) {
		t.Fatalf("%d items: %q", len(items), items)
	}
	for i, want := range leads {
		if of := strings.ToLower(items[i]); !strings.Contains(of, strings.ToLower(want.of)) {
			t.Errorf("item %d is %q, want %q", i, items[i], want.of)
		}
		actions := browser.Eval[[]string](p, `(i) => [...document.querySelectorAll("[data-testid=attention-item]")[i].querySelectorAll("[data-testid=attention-action]")].map((a) => a.getAttribute("href"))`, i)
		if len(actions) != 1 || !strings.HasPrefix(actions[0], want.to) && want.of != "Stopped by itself" {
			t.Errorf("of %q lead actions to %q", want.of, actions)
			continue
		}
		p.Go(actions[0])
		p.See("#main h1")
		p.Go("/")
	}
	if item := items[0]; !strings.Contains(item, "Stopped by itself") {
		t.Errorf("the first item is %q", item)
	}
	p.Go("/p")
	p.Says("#main", "Stopped by itself")
	p.Go("/p/" + stopped)
	p.Says("run-switch", "Run again")
	p.Go("/")
	for left := len(leads) - 1; left > 0; left-- {
		p.Click("attention-hide")
		p.Numbers("attention-item", left)
	}
	p.Click("attention-hide")
	p.Says("all-well", "Everything works")
	if said := p.Text("all-well"); !regexp.MustCompile(`\d\d:\d\d`).MatchString(said) {
		t.Errorf("it does not say when the last operation was: %q", said)
	}
}

func TestA46TheFirstPageSaysWhatNeedsAttention(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	run(t, w, deploy(t, w, ask("Fine", "/fine")), map[string]any{"phone": "1"})
	p := w.Owner()
	p.Go("/")
	p.Says("attention-item", "Failure letters are off")
	p.Click("attention-action")
	p.At("/settings")
	p.Go("/")
	p.Click("attention-hide")
	p.Says("all-well", "Everything works")
	bad := deploy(t, w, ask("Shop → CRM", "/locked"))
	for range 3 {
		run(t, w, bad, map[string]any{"phone": "1"})
	}
	for !strings.Contains(p.Text("#main"), "3 operations failed") { // failures are taken in one after another
		p.Reload()
		p.See("today")
	}
	p.Says("attention-item", "Shop → CRM")
	p.Says("[data-testid=tail-row]:first-child", "Shop → CRM")
	p.Screenshot("attention")
	p.Click("attention-action")
	p.Says("#main h1", "CRM")
	p.Go("/")
	p.Click("attention-hide")
	p.See("all-well")
}
