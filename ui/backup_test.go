package ui_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/store/memory"
	"stanok/ui"
	"stanok/ui/upkeep"
)

// idle is a keeper that has nothing to do.
type idle struct{}

func (idle) Check(context.Context, upkeep.Tell) error   { return nil }
func (idle) Restore(context.Context, upkeep.Tell) error { return nil }
func (idle) Upload(io.Reader, int64) error              { return nil }
func (idle) Waiting() (time.Time, bool)                 { return time.Time{}, false }
func (idle) Withdraw() error                            { return nil }

// copier is a server whose data are so many bytes, and what became of the last copy.
type copier struct {
	t       *testing.T
	handler http.Handler
	size    int
	ended   chan error
}

func newCopier(t *testing.T, size int) *copier {
	texts, err := loadTexts()
	spoken, err2 := loadWords()
	assets, err3 := loadAssets()
	vault, err4 := engine.NewVault(make([]byte, engine.KeySize))
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	k, store, clock := &copier{t: t, size: size, ended: make(chan error, 1)}, memory.New(), engine.SystemClock{}
	if err := store.PutWorkspace(t.Context(), engine.Workspace{ID: engine.MainWorkspace}); err != nil {
		t.Fatal(err)
	}
	k.handler = ui.New(ui.Config{
		Engine: engine.New(engine.Config{Store: store, Clock: clock, Vault: vault}), Store: store, Vault: vault, Texts: texts, Words: spoken,
		Assets: assets, Clock: clock, Log: slog.New(slog.DiscardHandler), AdminToken: adminToken, Upkeep: upkeep.New(idle{}, clock),
		Backup: func(_ context.Context, w io.Writer, tell func(done, of int64)) (err error) {
			defer func() { k.ended <- err }()
			for done := 0; done < k.size && err == nil; done += 4096 {
				_, err = w.Write(make([]byte, 4096))
				tell(int64(done+4096), int64(k.size))
			}
			return err
		},
	})
	return k
}

// take asks for a copy over a connection on which nothing moves but what is read.
func (k *copier) take() (conn net.Conn, stop func()) {
	here, there := net.Pipe()
	server := &http.Server{Handler: k.handler, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
	line := make(chan net.Conn, 1)
	line <- there
	served := make(chan error, 1)
	go func() { served <- server.Serve(piped{line}) }()
	if _, err := io.WriteString(here, "GET /api/v1/backup HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+adminToken+"\r\n\r\n"); err != nil {
		k.t.Fatal(err)
	}
	return here, func() { _ = here.Close(); _ = server.Close(); <-served }
}

type piped struct{ line chan net.Conn }

func (p piped) Accept() (net.Conn, error) {
	if c, ok := <-p.line; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p piped) Close() error   { close(p.line); return nil }
func (p piped) Addr() net.Addr { return &net.TCPAddr{} }

func (k *copier) page(lang string) string {
	r := httptest.NewRequest("GET", "/settings/data", nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", lang)
	r.Header.Set("Authorization", "Bearer "+adminToken)
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, r)
	return w.Body.String()
}

func (k *copier) says(lang string, words ...string) {
	k.t.Helper()
	page := k.page(lang)
	for _, one := range append(words, "<html") {
		if !strings.Contains(page, one) {
			k.t.Errorf("the page in %s does not say %q", lang, one)
		}
	}
	if strings.Contains(page, "⟦") {
		k.t.Errorf("the page in %s lacks words", lang)
	}
}

func TestABackupThatNobodyTakesAnyMoreIsBrokenOffAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newCopier(t, 1<<20)
		conn, stop := k.take()
		if _, err := io.ReadFull(conn, make([]byte, 512<<10)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		k.says("en", `data-testid="backup-progress"`, "of 1\u00a0MB, 5", "Making the backup", `data-stream="/settings/data/live"`)
		began := time.Now()
		if err := <-k.ended; err == nil || time.Since(began) > time.Minute {
			t.Errorf("it ended after %s: %v", time.Since(began), err)
		}
		synctest.Wait()
		for lang, word := range map[string]string{"en": "The backup broke off", "ru": "Копия оборвалась", "pt-BR": "A cópia foi interrompida"} {
			k.says(lang, word, "stanok backup")
		}
		stop()
	})
}

func TestABackupThatIsTakenByDripsIsBrokenOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newCopier(t, 1<<30)
		conn, stop := k.take()
		began, b := time.Now(), make([]byte, 4096)
		var err error
		for err == nil {
			_, err = io.ReadFull(conn, b)
			time.Sleep(30 * time.Second)
		}
		if <-k.ended == nil || time.Since(began) > 13*time.Minute {
			t.Errorf("it was held for %s", time.Since(began))
		}
		synctest.Wait()
		k.says("en", "too slowly")
		stop()
	})
}

func TestABackupThatIsTakenToItsEndIsSaidWithItsSizeAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newCopier(t, 1<<20)
		conn, stop := k.take()
		time.Sleep(12 * time.Second)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		var all bytes.Buffer
		if n, err := all.ReadFrom(answer.Body); err != nil || n != 1<<20 || answer.Trailer.Get("Stanok-Complete") != "yes" {
			t.Errorf("%d bytes, %v, %v", n, err, answer.Trailer)
		}
		synctest.Wait()
		k.says("en", "Backup made, 1\u00a0MB, 12\u00a0s")
		// the connection has no deadline left over
		time.Sleep(time.Hour)
		if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Error(err)
		} else if again, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || again.StatusCode != 200 {
			t.Errorf("asking again: %v", err)
		}
		stop()
	})
}
