package engine_test

import (
	"context"
	"testing"
	"testing/synctest"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

func TestALargeProcessingLeavesWorkersForTheOthers(t *testing.T) {
	var open, under chan struct{}
	long := act("long", engine.Reads, func(context.Context, engine.Input) (engine.Outcome, error) {
		under <- struct{}{}
		<-open
		return engine.Outcome{}, nil
	})
	synctest.Test(t, func(t *testing.T) {
		open = make(chan struct{}) // of the bubble
		under = make(chan struct{}, 100)
		b := enginetest.New(t, memory.New(), enginetest.Source{}, long, echo("echo"))
		defer b.Run()()
		large := b.Start(engine.Settings{Concurrency: 1000}, engine.Node{ID: "a", Type: "long"})
		small := b.StartAs("small", engine.SourceConfig{Type: "test"}, engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		for range 100 {
			b.Send(large, `{}`)
		}
		synctest.Wait()
		if op, _ := b.Wait(b.Send(small, `{}`)); op.State != engine.Succeeded {
			t.Errorf("the small one is %s", op.State)
		}
		if len(under) != 14 {
			t.Errorf("%d of 16 workers are the large one's, want 14", len(under))
		}
		close(open)
	})
}
