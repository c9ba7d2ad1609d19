package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// backups copies the data of a loaded program, restores the copies elsewhere,
// and kills some of the copying.
func backups(ctx context.Context, t *trial) error {
	h, err := t.house("house")
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	link, err := h.deploy("send", "{concurrency: 16}")
	if err != nil {
		return err
	}
	n, err := t.neighbour(ctx)
	if err != nil {
		return err
	}
	defer n.close()
	count, kills := t.size(20, 3), t.size(40, 8)
	table := `{"name": "cities", "keys": ["from"], "rows": [{"from": "MOW", "to": "Moscow"}, {"from": "RIO", "to": "Rio"}]}`
	if err := h.Call(http.MethodPost, "/tables", "application/json", []byte(table), nil); err != nil {
		return err
	}
	t.did("%d backups under 200 events/s, each restored elsewhere, and %d killed", count, kills)
	quiet := begin(ctx, link, 200, 500)
	pause(ctx, time.Duration(t.size(10, 4))*time.Second)
	answers := quiet.stop()
	s, its := begin(ctx, link, 200, 500), begin(ctx, n.link, 200, 500)
	var copies []copied
	for i := range count {
		c := copied{filepath.Join(t.home, fmt.Sprintf("backup%d.zip", i)), append(append([]answer(nil), answers...), s.soFar()...), time.Now()}
		if err := h.backup(ctx, c.path); err != nil {
			return err
		}
		copies = append(copies, c)
		pause(ctx, 300*time.Millisecond)
	}
	under := s.stop()
	t.besideNeighbour("events", under, its.stop())
	h.killedBackups(ctx, t, kills)
	if _, err := h.drained(ctx, time.Minute); err != nil {
		return err
	}
	last := copied{filepath.Join(t.home, "last.zip"), append(answers, under...), time.Now()}
	if err := h.backup(ctx, last.path); err != nil {
		return err
	}
	truth, err := h.export(last.at, 0)
	if err != nil {
		return err
	}
	if err := p.Stop(); err != nil {
		return err
	}
	var missing []answer
	var differ []string
	compared := 0
	for _, c := range append(copies, last) {
		some := looked
		if c.path == last.path {
			some = 0
		}
		lacks, is, err := h.restored(ctx, t, c, some)
		if err != nil {
			return err
		}
		missing = append(missing, lacks...)
		for what, sum := range is {
			if truth[what] != sum {
				differ = append(differ, c.path+": "+what)
			}
		}
		compared += len(is)
		if c.path == last.path {
			t.see(len(is) == len(truth), "%d things in the last copy (%d, as in the original)", len(is), len(truth))
		}
		h.withoutKey(ctx, t, c.path)
	}
	none(t, missing, "events accepted before their backup missing in it (0)")
	none(t, differ, "of %d processings, tables and whole operations restored otherwise than they were (0, by SHA-256)", compared)
	return nil
}

// copied is a backup: what was accepted before it began, and when that was.
type copied struct {
	path   string
	before []answer
	at     time.Time
}

// exitNoKey is the exit code of a program without the key of its data.
const exitNoKey = 67

// looked is how many operations of a backup under load are compared.
const looked = 300

func (h *house) backup(ctx context.Context, path string) error {
	if code, said := h.command(ctx, h.Env(), "backup", path); code != 0 {
		return fmt.Errorf("the backup ended with %d: %s", code, said)
	}
	return nil
}

// restored restores a backup with the key of its data, starts the program on it
// and returns what it lacks, and its export.
func (h *house) restored(ctx context.Context, t *trial, c copied, some int) ([]answer, map[string][32]byte, error) {
	other, err := t.house("restored-" + filepath.Base(c.path))
	if err != nil {
		return nil, nil, err
	}
	defer other.close()
	other.former = []string{h.Addr}
	key := filepath.Join(h.server.Data(), "secret.key")
	if code, said := other.command(ctx, nil, "restore", "--data", other.server.Data(), "--secret-key-file", key, c.path); code != 0 {
		return nil, nil, fmt.Errorf("restoring ended with %d: %s", code, said)
	}
	other.server.Flags = []string{"--secret-key-file", key}
	p, err := other.start(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer p.Kill()
	states, err := other.states()
	if err != nil {
		return nil, nil, err
	}
	is, err := other.export(c.at, some)
	if err != nil {
		return nil, nil, err
	}
	return lost(c.before, states), is, p.Stop()
}

// withoutKey sees that a backup without its key is refused in words, and leaves
// nothing behind.
func (h *house) withoutKey(ctx context.Context, t *trial, path string) {
	data := filepath.Join(t.home, "keyless", filepath.Base(path))
	code, said := h.command(ctx, nil, "restore", "--data", data, path)
	left, _ := os.ReadDir(data) // a folder that is not there holds nothing
	if code != exitNoKey || len(left) > 0 || !strings.Contains(said, "--with-key") && !strings.Contains(said, "--secret-key-file") {
		t.see(false, "without the key: exit %d (%d), %d files left (0), and what to do: %.300s", code, exitNoKey, len(left), said)
	}
}

// killedBackups kills the copying at any moment and sees that what is there then
// under the name of a backup is a whole one.
func (h *house) killedBackups(ctx context.Context, t *trial, kills int) {
	var wrong []string
	whole := 0
	for i := range kills {
		path := filepath.Join(t.home, fmt.Sprintf("killed%d.zip", i))
		c := exec.CommandContext(ctx, h.server.Bin, "backup", path)
		c.Env = append(os.Environ(), h.Env()...)
		if err := c.Start(); err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		pause(ctx, rand.N(150*time.Millisecond))
		_ = c.Process.Kill() // it may have ended by itself
		_ = c.Wait()
		if _, err := os.Stat(path); err != nil {
			continue
		}
		whole++
		key := filepath.Join(h.server.Data(), "secret.key")
		if code, said := h.command(ctx, nil, "restore", "--data", path+".data", "--secret-key-file", key, path); code != 0 {
			wrong = append(wrong, said)
		}
	}
	none(t, wrong, "of %d killed backups named as a whole one without being so (0; %d were whole)", kills, whole)
}
