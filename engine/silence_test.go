package engine_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
)

// keepSending sends an event each so often, until a time is over.
func keepSending(b *enginetest.Bench, p engine.Processing, pause, long time.Duration) {
	b.T.Helper()
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(pause) {
		b.Wait(b.Send(p, usual))
	}
	synctest.Wait()
}

// told counts the letters of a kind.
func told(letters []engine.Letter, kind engine.LetterKind) (n int) {
	for _, l := range letters {
		if l.Kind == kind {
			n++
		}
	}
	return n
}

func TestASourceThatGoesQuietIsToldOnce(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		keepSending(b, p, 40*time.Minute, 30*time.Hour)
		time.Sleep(4 * time.Hour)
		if n := told(b.Post.Letters(), engine.Quiet); n != 0 {
			t.Fatalf("told too early: 8 pauses of 40 minutes are 5 h 20 min")
		}
		time.Sleep(21 * time.Hour)
		letters := b.Post.Letters()
		if got := kinds(letters); got != "quiet:0 " {
			t.Fatalf("letters %s", got)
		}
		if letters[0].Usual != 40*time.Minute || !vigilOf(b, p).Quiet.Open() {
			t.Errorf("usual %v, quiet %+v", letters[0].Usual, vigilOf(b, p).Quiet)
		}
		keepSending(b, p, 40*time.Minute, time.Hour)
		if vigilOf(b, p).Quiet.Open() {
			t.Error("still quiet after events came again")
		}
		if got := kinds(b.Post.Letters()); got != "quiet:0 " {
			t.Errorf("letters %s", got)
		}
	})
}

func TestNightsAreNotQuiet(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		for range 5 {
			keepSending(b, p, 20*time.Minute, 10*time.Hour)
			time.Sleep(14 * time.Hour)
		}
		if got := strings.TrimSpace(kinds(b.Post.Letters())); got != "" && got != "quiet:0" { // the first night is not known yet
			t.Errorf("letters %s", got)
		}
		before := len(b.Post.Letters())
		time.Sleep(10 * time.Hour) // a day on which nothing comes
		if n := len(b.Post.Letters()); n != before+1 {
			t.Errorf("%d letters, then %d", before, n)
		}
	})
}

func TestWhatIsStoppedOrNewIsNeverQuiet(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		keepSending(b, p, time.Minute, time.Hour)
		time.Sleep(20 * time.Hour)
		if got := kinds(b.Post.Letters()); got != "" {
			t.Fatalf("a processing of a day: %s", got)
		}
		if _, err := b.Engine.Stop(t.Context(), enginetest.WS, p.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Hour)
		if got := kinds(b.Post.Letters()); got != "" {
			t.Errorf("a stopped processing: %s", got)
		}
	})
}

func TestAFloodIsToldOnceAndEndsByItself(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		keepSending(b, p, time.Hour, 30*time.Hour)
		keepSending(b, p, time.Second, 90*time.Second)
		time.Sleep(2 * time.Minute)
		if got := kinds(b.Post.Letters()); got != "" {
			t.Fatalf("a hundred is no flood: %s", got)
		}
		keepSending(b, p, time.Second, 30*time.Second)
		time.Sleep(2 * time.Minute)
		letters := b.Post.Letters()
		if len(letters) != 1 || letters[0].Kind != engine.Flood || letters[0].Count <= 100 || !vigilOf(b, p).Flood.Open() {
			t.Fatalf("letters %s, flood %+v", kinds(letters), vigilOf(b, p).Flood)
		}
		time.Sleep(20 * time.Minute)
		if vigilOf(b, p).Flood.Open() {
			t.Error("the flood does not end")
		}
		keepSending(b, p, time.Second, 150*time.Second)
		time.Sleep(2 * time.Minute)
		if n := told(b.Post.Letters(), engine.Flood); n != 1 {
			t.Errorf("%d letters in a day", n)
		}
	})
}

func TestWhatIsAlwaysMuchIsNoFlood(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		keepSending(b, p, 10*time.Second, 26*time.Hour)
		keepSending(b, p, 2*time.Second, 10*time.Minute) // five times as much
		time.Sleep(2 * time.Minute)
		if got := kinds(b.Post.Letters()); got != "" {
			t.Errorf("letters %s", got)
		}
	})
}

func TestAMutedCauseIsNotToldUntilItIsMended(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		fail := func(hours int) {
			bad.Store(true)
			for range hours {
				b.Wait(b.Send(p, `{}`))
				time.Sleep(61 * time.Minute)
			}
		}
		fail(1)
		mute := engine.Mute{About: engine.FirstFailure, Cause: "fail.message", By: "Anna"}
		if err := b.Mute(t.Context(), enginetest.WS, p.ID, mute); err != nil {
			t.Fatal(err)
		}
		fail(30)
		if got := kinds(b.Post.Letters()); got != "failure:1 " {
			t.Fatalf("while muted: %s", got)
		}
		bad.Store(false)
		b.Wait(b.Send(p, `{}`))
		time.Sleep(2 * time.Hour)
		if got := kinds(b.Post.Letters()); got != "failure:1 recovered:31 " || len(vigilOf(b, p).Mutes) != 0 {
			t.Errorf("mended: %s, mutes %v", got, vigilOf(b, p).Mutes)
		}
		fail(1)
		if n := told(b.Post.Letters(), engine.FirstFailure); n != 2 {
			t.Errorf("%d letters of first failures", n)
		}
	})
}

func TestAMuteForADayEndsWithIt(t *testing.T) {
	action, bad := moody()
	bubble(t, enginetest.Source{}, []engine.Action{action}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "moody"})
		bad.Store(true)
		b.Wait(b.Send(p, `{}`))
		synctest.Wait()
		mutes := []engine.Mute{
			{About: engine.FirstFailure, Cause: "fail.message", Until: time.Now().Add(24 * time.Hour)}, {About: engine.FirstFailure, Cause: "other"},
		}
		for _, m := range mutes {
			if err := b.Mute(t.Context(), enginetest.WS, p.ID, m); err != nil {
				t.Fatal(err)
			}
		}
		b.Wait(b.Send(p, `{}`))
		time.Sleep(23 * time.Hour)
		if got := kinds(b.Post.Letters()); got != "failure:1 " {
			t.Fatalf("while muted: %s", got)
		}
		time.Sleep(2 * time.Hour)
		if got := kinds(b.Post.Letters()); got != "failure:1 digest:1 " || len(vigilOf(b, p).Mutes) != 1 {
			t.Errorf("a day later: %s, mutes %v", got, vigilOf(b, p).Mutes)
		}
		if err := b.Unmute(t.Context(), enginetest.WS, p.ID, mutes[1]); err != nil || len(vigilOf(b, p).Mutes) != 0 {
			t.Errorf("ended: %v, %v", vigilOf(b, p).Mutes, err)
		}
		if err := b.Mute(t.Context(), "theirs", p.ID, mutes[1]); engine.KindOf(err) != engine.NotFound {
			t.Errorf("somebody else's processing: %v", err)
		}
	})
}

func TestAMutedDriftIsSeenAndNotTold(t *testing.T) {
	watched(t, func(b *enginetest.Bench, _ *dialled) {
		p := b.Start(engine.Settings{}, leadNodes()...)
		sendMany(b, p, 20, usual)
		if err := b.Mute(t.Context(), enginetest.WS, p.ID, engine.Mute{About: engine.Drift}); err != nil {
			t.Fatal(err)
		}
		sendMany(b, p, 5, unusual)
		time.Sleep(time.Minute)
		if got := kinds(b.Post.Letters()); got != "" || len(vigilOf(b, p).Drifted()) != 1 {
			t.Errorf("letters %s, drifted %v", got, vigilOf(b, p).Drifted())
		}
		sendMany(b, p, 1, usual)
		if m := vigilOf(b, p).Mutes; len(m) != 0 {
			t.Errorf("mended, and muted: %v", m)
		}
	})
}
