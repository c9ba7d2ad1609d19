package ui_test

import (
	"testing"
	"time"
)

func TestEveryProcessingIsLearntAfterAStart(t *testing.T) {
	l := newLarge(t, 120, 20)
	if l.serve(); l.ui.Known() != 0 { // a start anew
		t.Fatal("something is known before it is learnt")
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.ui.Learn(t.Context())
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("learning a hundred processings does not end")
	}
	if known := l.ui.Known(); known < 120 {
		t.Errorf("%d of 120 processings are known", known)
	}
}
