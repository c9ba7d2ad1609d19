package senders_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	server "github.com/go-playground/webhooks/v6/bitbucket-server"
	"github.com/go-playground/webhooks/v6/gitea"
	"github.com/go-playground/webhooks/v6/gitlab"
	"github.com/go-playground/webhooks/v6/gogs"
)

// collected is the module whose tests hold what these services have really sent, and
// which reads it as their receivers do.
const collected = "github.com/go-playground/webhooks/v6"

func macOf(body []byte) string {
	mac := hmac.New(sha256.New, []byte("of the collection"))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// services are those that the collection has examples of: how their signatures are
// checked here, how they sign, and what the collection's own receiver makes of a
// signed push. Those that sign nothing carry the secret in a header.
var services = []struct {
	folder, way string
	least       int
	sign        func(h http.Header, body []byte)
	event, push string // the header that names the event, and the example of a push
	name        string // of the push in that header
	receive     func(r *http.Request) error
}{
	{"github", "scheme: github", 40, func(h http.Header, body []byte) { h.Set("X-Hub-Signature-256", "sha256="+macOf(body)) }, "", "", "", nil},
	{"bitbucket-server", "scheme: hmac, header: X-Hub-Signature", 15, func(h http.Header, body []byte) { h.Set("X-Hub-Signature", "sha256="+macOf(body)) },
		"X-Event-Key", "repo-refs-changed.json", "repo:refs_changed", func(r *http.Request) error {
			hook, err := server.New(server.Options.Secret("of the collection"))
			return parsed(err, func() (any, error) { return hook.Parse(r, server.RepositoryReferenceChangedEvent) })
		}},
	{"gitea", "scheme: hmac, header: X-Gitea-Signature", 15, func(h http.Header, body []byte) { h.Set("X-Gitea-Signature", macOf(body)) },
		"X-Gitea-Event", "push-event.json", "push", func(r *http.Request) error {
			hook, err := gitea.New(gitea.Options.Secret("of the collection"))
			return parsed(err, func() (any, error) { return hook.Parse(r, gitea.PushEvent) })
		}},
	{"gogs", "scheme: hmac, header: X-Gogs-Signature", 8, func(h http.Header, body []byte) { h.Set("X-Gogs-Signature", macOf(body)) },
		"X-Gogs-Event", "push-event.json", "push", func(r *http.Request) error {
			hook, err := gogs.New(gogs.Options.Secret("of the collection"))
			return parsed(err, func() (any, error) { return hook.Parse(r, gogs.PushEvent) })
		}},
	{"gitlab", "scheme: secret_header, header: X-Gitlab-Token", 30, func(h http.Header, _ []byte) { h.Set("X-Gitlab-Token", "of the collection") },
		"X-Gitlab-Event", "push-event.json", "Push Hook", func(r *http.Request) error {
			hook, err := gitlab.New(gitlab.Options.Secret("of the collection"))
			return parsed(err, func() (any, error) { return hook.Parse(r, gitlab.PushEvents) })
		}},
	{"bitbucket", "scheme: secret_header, header: X-Key", 15, func(h http.Header, _ []byte) { h.Set("X-Key", "of the collection") }, "", "", "", nil},
	{"azuredevops", "scheme: secret_header, header: X-Key", 5, func(h http.Header, _ []byte) { h.Set("X-Key", "of the collection") }, "", "", "", nil},
	{"docker", "scheme: secret_header, header: X-Key", 1, func(h http.Header, _ []byte) { h.Set("X-Key", "of the collection") }, "", "", "", nil},
}

func parsed(err error, parse func() (any, error)) error {
	if err != nil {
		return err
	}
	_, err = parse()
	return err
}

func TestWhatOtherServicesReallySentIsByteForByteInTheHistory(t *testing.T) {
	w := newWorld(t)
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", collected).Output()
	w.must(err)
	received := 0
	for _, s := range services {
		l := w.openAs(s.folder, s.way, link{Secret: "of the collection"})
		examples, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "testdata", s.folder, "*.json"))
		w.must(err)
		if len(examples) < s.least {
			t.Errorf("%s: only %d examples", s.folder, len(examples))
		}
		for _, path := range examples {
			body, err := os.ReadFile(path)
			w.must(err)
			header := http.Header{"Content-Type": {"application/json"}}
			s.sign(header, body)
			status, answer := w.post(l.URL, body, header)
			if status != http.StatusOK {
				t.Errorf("%s: %d %s", path, status, answer)
				continue
			}
			var began struct{ Operation string }
			w.must(json.Unmarshal([]byte(answer), &began))
			if got := w.received(began.Operation); got != string(body) {
				t.Errorf("%s: the history has %q", path, got)
			}
			if s.receive == nil {
				continue
			}
			if forged := bytes.Replace(body, []byte(":"), []byte(": "), 1); strings.Contains(s.way, "hmac") {
				if status, _ := w.post(l.URL, forged, header); status != http.StatusUnauthorized {
					t.Errorf("%s: changed it is answered with %d", path, status)
				}
			}
			if filepath.Base(path) == s.push {
				received++
				r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
				s.sign(r.Header, body)
				r.Header.Set(s.event, s.name)
				if err := s.receive(r); err != nil {
					t.Errorf("%s: the collection's own receiver refuses it: %v", path, err)
				}
			}
		}
	}
	if received != 4 {
		t.Errorf("the collection's own receivers saw %d pushes", received)
	}
}
