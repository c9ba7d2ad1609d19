package engine_test

import (
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

func TestWhatLiesInTheBinDoesNothingAndComesBackWhole(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{echo("echo")}, func(b *enginetest.Bench) {
		ctx := b.T.Context()
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		was, err := b.Bin(ctx, enginetest.WS, p.ID)
		if err != nil || !was.Running {
			b.T.Fatalf("before: %+v, %v", was, err)
		}
		if _, found, err := b.Link(ctx, p.Token); found || err != nil {
			b.T.Errorf("its link leads somewhere: %v, %v", found, err)
		}
		for doing, try := range map[string]func() error{
			"starting": func() error { _, err := b.Engine.Start(ctx, enginetest.WS, p.ID, "me"); return err },
			"saving":   func() error { _, err := b.Save(ctx, enginetest.WS, p.ID, 0, "", "x", p.Draft); return err },
			"binning":  func() error { _, err := b.Bin(ctx, enginetest.WS, p.ID); return err },
			"reading":  func() error { _, err := b.Processing(ctx, enginetest.WS, p.ID); return err },
			"running": func() error {
				_, err := b.Do(ctx, enginetest.WS, p.ID, engine.Run{}, nil)
				return err
			},
		} {
			if err := try(); engine.KindOf(err) != engine.NotFound {
				b.T.Errorf("%s: %v", doing, err)
			}
		}
		back, err := b.Unbin(ctx, enginetest.WS, p.ID)
		if err != nil || back.Running || !back.Binned.IsZero() || back.Version != p.Version || back.Token != p.Token {
			b.T.Errorf("back: %+v, %v", back, err)
		}
		if _, err := b.Engine.Start(ctx, enginetest.WS, p.ID, "me"); err != nil {
			b.T.Error(err)
		}
	})
}

func TestTheBinIsEmptiedAfterThirtyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := enginetest.New(t, memory.New(), enginetest.Source{}, echo("echo"))
		stop := b.Run()
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		if _, err := b.Bin(t.Context(), enginetest.WS, p.ID); err != nil {
			t.Fatal(err)
		}
		there := func() bool {
			_, err := b.Store.Processing(t.Context(), enginetest.WS, p.ID)
			return err == nil
		}
		// What it does every second for weeks shows nothing: it stands still meanwhile.
		stop()
		time.Sleep(engine.BinKeeps - 3*time.Hour)
		defer b.Run()()
		if time.Sleep(2 * time.Hour); !there() {
			t.Error("it is gone too early")
		}
		if time.Sleep(3 * time.Hour); there() {
			t.Error("it is still there")
		}
	})
}
