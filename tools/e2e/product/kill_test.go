package product_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"stanok/tools/program"
)

// TestARepetitionOfManySurvivesKillsAndSendsNothingTwice kills the program with
// SIGKILL again and again while it repeats.
func TestARepetitionOfManySurvivesKillsAndSendsNothingTwice(t *testing.T) {
	t.Parallel()
	const total = 150
	c := &clinic{ill: true, read: map[string]int{}, sent: map[string][]string{}}
	sink := httptest.NewServer(c)
	defer sink.Close()
	home := t.TempDir()
	var server *program.Stanok
	start := func() {
		t.Helper()
		var err error
		if server, err = program.StartStanok(t.Context(), os.Getenv("STANOK_BIN"), home, strings.TrimPrefix(sink.URL, "http://")); err != nil {
			t.Fatal(err)
		}
	}
	call := func(method, path string, body any, out any) {
		t.Helper()
		raw, err := json.Marshal(body)
		if err == nil {
			err = server.Call(method, path, "application/json", raw, out)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	start()
	p, err := server.Deploy(fmt.Sprintf(clinicFlow, sink.URL))
	if err != nil {
		t.Fatal(err)
	}
	for n := range total {
		call(http.MethodPost, "/processings/"+p.ID+"/operations?wait=60s", map[string]string{"n": strconv.Itoa(n), "phone": "1"}, nil)
	}
	c.heal()
	var job struct {
		ID                                      string
		Total, Started, Succeeded, Failed, Left int
		FinishedAt                              *time.Time `json:"finished_at"`
	}
	call(http.MethodPost, "/replays", map[string]any{"processing": p.ID, "rate": 100}, &job)
	for kill := 1; kill <= 3; kill++ {
		for job.Started < kill*total/4 {
			call(http.MethodGet, "/replays/"+job.ID, nil, &job)
		}
		server.Kill()
		<-server.Exited()
		start()
	}
	for job.FinishedAt == nil {
		call(http.MethodGet, "/replays/"+job.ID, nil, &job)
		time.Sleep(20 * time.Millisecond)
	}
	if job.Started != total || job.Succeeded+job.Failed != total || job.Succeeded < total/2 || job.Left != 0 {
		t.Errorf("%+v", job)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := range total {
		if sent := len(c.sent[strconv.Itoa(n)]); sent > 1 || c.read[strconv.Itoa(n)] != 1 {
			t.Errorf("%d was sent %d times and read %d times", n, sent, c.read[strconv.Itoa(n)])
		}
	}
	if len(c.sent) < job.Succeeded {
		t.Errorf("%d arrived of %d that succeeded", len(c.sent), job.Succeeded)
	}
	var list struct {
		Items []struct{ Replays []string }
	}
	call(http.MethodGet, "/operations?state=failed&limit=500&processing="+p.ID, nil, &list)
	for _, op := range list.Items {
		if len(op.Replays) != 1 {
			t.Errorf("one was repeated %d times", len(op.Replays))
		}
	}
}
