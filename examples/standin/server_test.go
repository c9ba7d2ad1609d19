package standin_test

import (
	"net/http"
	"testing"

	"stanok/examples/standin"
)

func TestServeListensOnLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "no port", "127.0.0.1:http2000"} {
		if s, err := standin.Serve(http.NotFoundHandler(), addr); err == nil {
			s.Close()
			t.Errorf("%q was accepted", addr)
		}
	}
}

func TestServeRefusesAPortInUse(t *testing.T) {
	url := serve(t, http.NotFoundHandler())
	if s, err := standin.Serve(http.NotFoundHandler(), url[len("http://"):]); err == nil {
		s.Close()
		t.Error("the port was taken twice")
	}
}

func TestCloseEndsHungRequestsAndWaitsForTheirHandlers(t *testing.T) {
	for range 50 { // an empty 200 once slipped out, at times
		closeWithAHungRequest(t)
	}
}

func closeWithAHungRequest(t *testing.T) {
	t.Helper()
	uon := standin.NewUON(standin.UONOptions{})
	uon.Fail("", -1, standin.Hang())
	s, err := standin.Serve(uon, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	left := make(chan error, 1)
	go func() {
		answer, err := caller(t).Get(s.URL + "/x/request/1.json")
		if err == nil {
			answer.Body.Close()
		}
		left <- err
	}()
	if _, err := uon.Await(t.Context(), "/request/", 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if q := uon.Requests("")[0]; q.Done.IsZero() {
		t.Error("Close returned while a handler was running")
	}
	if err := <-left; err == nil {
		t.Error("a hung request was answered")
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}
