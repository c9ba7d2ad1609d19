package egress_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine/egress"
)

// attempt is one request of a host's test.
func attempt(h *egress.Host, ends func(leave func(bool))) *egress.Error {
	leave, err := h.Enter(context.Background(), false, time.Minute)
	if err != nil {
		return err
	}
	ends(func(ok bool) {
		if ok {
			leave(egress.Good)
		} else {
			leave(egress.Bad)
		}
	})
	return nil
}

func succeed(leave func(bool)) { leave(true) }
func falter(leave func(bool))  { leave(false) }

func TestWhoWaitsLongestIsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(1)
		var mu sync.Mutex
		var order []int
		for i := range 20 {
			go func() {
				leave, err := h.Enter(context.Background(), false, time.Minute)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
				time.Sleep(time.Second)
				leave(egress.Good)
			}()
			synctest.Wait()
		}
		began := time.Now()
		time.Sleep(time.Hour)
		synctest.Wait()
		if want := slices.Sorted(slices.Values(order)); len(order) != 20 || !slices.Equal(order, want) {
			t.Errorf("served in the order %v after %v", order, time.Since(began))
		}
	})
}

func TestWaitingEndsWithItsTimeOrTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(1)
		leave, _ := h.Enter(context.Background(), false, time.Minute)
		began := time.Now()
		_, err := h.Enter(context.Background(), false, 7*time.Second)
		fault := failed(t, err, egress.CodeTimeout, "wait")
		if time.Since(began) != 7*time.Second || fault.Sent || !fault.Temporary() || !fault.NotAnAttempt || fault.After <= 0 {
			t.Errorf("after %v: %+v", time.Since(began), fault)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if _, err := h.Enter(ctx, false, time.Minute); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		// Those who gave up leave no hole in the queue and keep no slot.
		leave(egress.Good)
		if err := attempt(h, succeed); err != nil || time.Since(began) != 10*time.Second {
			t.Errorf("the slot was lost: %v", err)
		}
	})
}

func TestAHostThatFailsRestsAndIsProbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(100)
		for i := range 10 {
			if err := attempt(h, falter); err != nil {
				t.Fatalf("attempt %d: %v", i, err)
			}
		}
		rest := 30 * time.Second
		for range 8 {
			err := attempt(h, succeed)
			fault := failed(t, err, egress.CodeBreaker, "rest")
			if fault.After != rest || !fault.NotAnAttempt || fault.Sent || !fault.Temporary() {
				t.Fatalf("rests %v, want %v: %+v", fault.After, rest, fault)
			}
			time.Sleep(rest - 1)
			failed(t, attempt(h, succeed), egress.CodeBreaker, "rest")
			time.Sleep(time.Nanosecond)
			probe := attempt(h, func(leave func(bool)) {
				failed(t, attempt(h, succeed), egress.CodeBreaker, "rest") // one probe at a time
				leave(false)
			})
			if probe != nil {
				t.Fatalf("no probe: %v", probe)
			}
			rest = min(2*rest, 15*time.Minute)
		}
		time.Sleep(rest)
		if err := attempt(h, succeed); err != nil {
			t.Fatal(err)
		}
		for range 9 { // it begins anew
			if err := attempt(h, falter); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAProbeThatSaysNothingLeavesTheNextOneToAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(1)
		for range 10 {
			attempt(h, falter)
		}
		time.Sleep(30 * time.Second)
		leave, err := h.Enter(context.Background(), false, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		leave(egress.Neutral)
		if err := attempt(h, succeed); err != nil {
			t.Errorf("the second probe: %v", err)
		}
		if err := attempt(h, succeed); err != nil {
			t.Errorf("after it: %v", err)
		}
	})
}

func TestAHostRestsOnlyAtSevenOfTenFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for bad, rests := range map[int]bool{6: false, 7: true} {
			h := egress.NewHost(1)
			for i := range 10 {
				if err := attempt(h, func(leave func(bool)) { leave(i < 10-bad) }); err != nil {
					t.Fatal(err)
				}
			}
			if err := attempt(h, succeed); (err != nil) != rests {
				t.Errorf("%d of 10 failed: %v", bad, err)
			}
		}
	})
}

func TestFailuresOfLongAgoDoNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(1)
		for range 50 {
			for range 9 {
				if err := attempt(h, falter); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(71 * time.Second)
		}
	})
}

func TestWhoWaitedForAHostThatRestsNowIsSentAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(1)
		for range 9 {
			attempt(h, falter)
		}
		leave, _ := h.Enter(context.Background(), false, time.Minute)
		var refused atomic.Int64
		for range 5 {
			go func() {
				if _, err := h.Enter(context.Background(), false, time.Minute); err != nil && err.Code == egress.CodeBreaker {
					refused.Add(1)
				}
			}()
		}
		synctest.Wait()
		leave(egress.Bad)
		synctest.Wait()
		if n := refused.Load(); n != 5 {
			t.Errorf("%d of 5 were sent away", n)
		}
		time.Sleep(30 * time.Second)
		if err := attempt(h, succeed); err != nil {
			t.Errorf("a slot was lost: %v", err)
		}
	})
}

func TestRequestsFromBeforeARestSayNothingAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(20)
		var late []func(bool)
		for range 12 {
			leave, _ := h.Enter(context.Background(), false, time.Minute)
			late = append(late, func(ok bool) {
				if ok {
					leave(egress.Good)
				} else {
					leave(egress.Bad)
				}
			})
		}
		for _, l := range late[:10] {
			l(false)
		}
		time.Sleep(20 * time.Second)
		late[10](true)
		fault := failed(t, attempt(h, succeed), egress.CodeBreaker, "rest")
		late[11](false)
		again := failed(t, attempt(h, succeed), egress.CodeBreaker, "rest")
		if fault.After != 10*time.Second || again.After != fault.After {
			t.Errorf("rests %v, then %v", fault.After, again.After)
		}
	})
}

func TestRepeatsThatWorkAreNoBurden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := egress.NewHost(1)
		for i := range 300 {
			leave, err := h.Enter(context.Background(), true, time.Minute)
			if err != nil {
				t.Fatalf("repeat %d after as many that worked: %v", i, err)
			}
			leave(egress.Worked)
		}
	})
}

func TestRepeatsAreAFifthOfFirstAttemptsButAtLeastTen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for first, want := range map[int]int{0: 10, 40: 10, 100: 20, 1000: 200} {
			h := egress.NewHost(1)
			for range first {
				attempt(h, succeed)
			}
			var last *egress.Error
			got := 0
			for range 300 {
				leave, err := h.Enter(context.Background(), true, time.Minute)
				if err != nil {
					last = err
					continue
				}
				leave(egress.Neutral)
				got++
			}
			if got != want {
				t.Errorf("%d repeats of %d, want %d", got, first, want)
			}
			fault := failed(t, last, egress.CodeBreaker, "budget")
			if !fault.NotAnAttempt || fault.After <= 0 || fault.After > 70*time.Second {
				t.Fatalf("%+v", fault)
			}
			time.Sleep(fault.After)
			if _, err := h.Enter(context.Background(), true, time.Minute); err != nil {
				t.Errorf("refused after the time it named: %v", err)
			}
		}
	})
}
