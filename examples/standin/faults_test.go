package standin_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"net/http/httptest"

	"stanok/examples/standin"

	"golang.org/x/text/encoding/charmap"
)

func TestFaultsAreTakenInOrderByPrefixAndCount(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{Key: "k"})
	base := serve(t, uon)
	uon.Fail("/lead/", 2, standin.Answer(500, "a"))
	uon.Fail("/lead/", 1, standin.Answer(502, "b"))
	uon.Fail("/lead/", 0, standin.Answer(599, "never"))
	uon.Fail("/request/7", -1, standin.ErrorPage(503))

	for i, step := range []struct {
		path string
		want int
	}{
		{"/request/1", 200}, {"/lead/1", 500}, {"/request/7", 503}, {"/lead/1", 500},
		{"/lead/1", 502}, {"/lead/1", 200}, {"/request/71", 503}, {"/request/7", 503},
	} {
		answer, _ := get(t, base+"/k"+step.path+".json")
		if answer.StatusCode != step.want {
			t.Errorf("step %d: %s gave %d, want %d", i, step.path, answer.StatusCode, step.want)
		}
	}
	if !uon.Failing() {
		t.Error("the endless fault ended")
	}
	uon.Heal()
	answer, _ := get(t, base+"/k/request/7.json")
	wantStatus(t, answer, 200)
	if uon.Failing() {
		t.Error("something is left")
	}
}

func TestAnswersThatAreNotTheService(t *testing.T) {
	for name, c := range map[string]struct {
		fault  standin.Fault
		status int
		header [2]string
		body   string
	}{
		"500 page":           {standin.ErrorPage(500), 500, [2]string{"Content-Type", "text/html"}, "<h1>500 Internal Server Error</h1>"},
		"502 page":           {standin.ErrorPage(502), 502, [2]string{"Content-Type", "text/html"}, "502 Bad Gateway"},
		"503 page":           {standin.ErrorPage(503), 503, [2]string{"Content-Type", "text/html"}, "nginx"},
		"429":                {standin.TooMany(0), 429, [2]string{"Retry-After", ""}, `"result":429`},
		"429 with seconds":   {standin.TooMany(1500 * time.Millisecond), 429, [2]string{"Retry-After", "2"}, `"result":429`},
		"list for an object": {standin.Answer(200, "[]"), 200, [2]string{"Content-Type", "application/json; charset=utf-8"}, "[]"},
		"redirect":           {standin.Redirect(302, "/elsewhere"), 302, [2]string{"Location", "/elsewhere"}, ""},
		"flood":              {standin.Flood(100_000), 200, [2]string{"Content-Type", "application/json"}, strings.Repeat("0", 100_000)},
	} {
		t.Run(name, func(t *testing.T) {
			uon := standin.NewUON(standin.UONOptions{})
			uon.Fail("", 1, c.fault)
			answer, body := get(t, serve(t, uon)+"/k/request/1.json")
			wantStatus(t, answer, c.status)
			if got := answer.Header.Get(c.header[0]); got != c.header[1] {
				t.Errorf("%s is %q", c.header[0], got)
			}
			if !strings.Contains(body, c.body) {
				t.Errorf("body %.200s", body)
			}
		})
	}
}

func TestSlowAnswersAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		uon := standin.NewUON(standin.UONOptions{Key: "k"})
		uon.Fail("", 1, standin.Slow(45*time.Second))
		began, w := time.Now(), httptest.NewRecorder()
		uon.ServeHTTP(w, httptest.NewRequest("GET", "/k/request/1.json", nil))
		if took := time.Since(began); took != 45*time.Second || w.Code != 200 {
			t.Errorf("%d after %v", w.Code, took)
		}
	})
}

func TestHoldAnswersWhenReleased(t *testing.T) {
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{})
	base := serve(t, envybox)
	before, after := make(chan struct{}), make(chan struct{})
	envybox.Fail("", 1, standin.Hold(before))
	envybox.Fail("", 1, standin.HoldAfter(after))
	for i, release := range []chan struct{}{before, after} {
		done := make(chan int, 1)
		r := leadRequest(t, base, `{"request":{"method":"create"}}`, "")
		go func() {
			answer, err := caller(t).Do(r)
			if err != nil {
				done <- 0
				return
			}
			answer.Body.Close()
			done <- answer.StatusCode
		}()
		if _, err := envybox.Await(t.Context(), "", i+1); err != nil {
			t.Fatal(err)
		}
		if i == 0 && envybox.Created() != 0 {
			t.Error("the effect came before the release")
		}
		close(release)
		if status := <-done; status != 200 || envybox.Created() != i+1 {
			t.Errorf("answered %d with %d leads", status, envybox.Created())
		}
	}
}

func TestCutsCloseTheConnection(t *testing.T) {
	for name, c := range map[string]struct {
		fault   standin.Fault
		effects int
		body    bool
	}{
		"before the effect":       {standin.Cut(), 0, false},
		"by a reset":              {standin.Reset(), 0, false},
		"after the effect":        {standin.CutAfter(), 1, false},
		"in the middle of a body": {standin.CutBody(), 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			envybox := standin.NewEnvybox(standin.EnvyboxOptions{})
			envybox.Fail("/openapi/", 1, c.fault)
			r := leadRequest(t, serve(t, envybox), `{"request":{"method":"create"}}`, "")
			answer, err := caller(t).Do(r)
			if err == nil {
				defer answer.Body.Close()
				_, err = io.ReadAll(answer.Body)
				if !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("reading the body: %v", err)
				}
			}
			if (answer != nil) != c.body || err == nil {
				t.Errorf("answer %v, error %v", answer, err)
			}
			if envybox.Created() != c.effects {
				t.Errorf("%d leads, want %d", envybox.Created(), c.effects)
			}
		})
	}
}

func TestInvalidJSONIsAWholeMessage(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{Key: "k"})
	uon.Fail("", 1, standin.InvalidJSON())
	answer, body := get(t, serve(t, uon)+"/k/request/1.json")
	wantStatus(t, answer, 200)
	if json.Valid([]byte(body)) || !strings.HasPrefix(body, `{"request":[{`) {
		t.Errorf("body %.100s…", body)
	}
}

func TestWindows1251(t *testing.T) {
	for _, declared := range []bool{true, false} {
		uon := standin.NewUON(standin.UONOptions{Key: "k"})
		uon.Fail("", 1, standin.Windows1251(declared))
		answer, body := get(t, serve(t, uon)+"/k/status.json")
		text, err := charmap.Windows1251.NewDecoder().String(body)
		if err != nil || !strings.Contains(text, "В работе") || strings.Contains(body, "В работе") {
			t.Errorf("body %q, %v", text, err)
		}
		if says := strings.Contains(answer.Header.Get("Content-Type"), "windows-1251"); says != declared {
			t.Errorf("content type %q", answer.Header.Get("Content-Type"))
		}
	}
}

func TestEmptyAsListWritesEveryEmptyObjectAsAList(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{Key: "k"})
	deep := map[string]any{"company": map[string]any{}, "list": []any{map[string]any{}, map[string]any{"n": 9007199254740993}}}
	if err := uon.Put("request", "5", deep); err != nil {
		t.Fatal(err)
	}
	uon.Fail("", 1, standin.EmptyAsList())
	_, body := get(t, serve(t, uon)+"/k/request/5.json")
	if want := `{"request":[{"company":[],"list":[[],{"n":9007199254740993}]}]}`; body != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
}

func TestAFaultWithoutAConnectionToCutAbortsTheHandler(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{})
	uon.Fail("", 1, standin.Cut())
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("recovered %v", got)
		}
	}()
	uon.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/k/request/1.json", nil))
}
