package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
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
	count, kills := t.size(20, 3), t.size(40, 8)
	t.did("%d backups under 200 events/s, each restored elsewhere, and %d killed", count, kills)
	quiet := begin(ctx, link, 200, 500)
	pause(ctx, time.Duration(t.size(10, 4))*time.Second)
	answers := quiet.stop()
	calm := p99(answers)
	s := begin(ctx, link, 200, 500)
	known := map[string][]answer{} // backup -> accepted before it began
	for i := range count {
		path := filepath.Join(t.home, fmt.Sprintf("backup%d.zip", i))
		known[path] = append(append([]answer(nil), answers...), s.soFar()...)
		if code, said := h.command(ctx, h.Env(), "backup", path); code != 0 {
			return fmt.Errorf("the backup ended with %d: %s", code, said)
		}
		pause(ctx, 300*time.Millisecond)
	}
	under := s.stop()
	bound := max(2*calm, t.soon(100*time.Millisecond))
	t.see(p99(under) <= bound, "events answered within %v in 99 of 100 (at most %v: twice the quiet %v, or 100ms, in a short run 500ms)", p99(under), bound, calm)
	h.killedBackups(ctx, t, kills)
	if err := p.Stop(); err != nil {
		return err
	}
	var missing []answer
	for path, before := range known {
		wrong, err := h.restored(ctx, t, path, before)
		if err != nil {
			return err
		}
		missing = append(missing, wrong...)
		h.withoutKey(ctx, t, path)
	}
	none(t, missing, "events accepted before their backup missing in it (0)")
	return nil
}

// restored restores a backup with the key of its data, starts the program on it
// and returns what it lacks.
func (h *house) restored(ctx context.Context, t *trial, path string, before []answer) ([]answer, error) {
	other, err := t.house("restored-" + filepath.Base(path))
	if err != nil {
		return nil, err
	}
	defer other.close()
	key := filepath.Join(h.server.Data(), "secret.key")
	if code, said := other.command(ctx, nil, "restore", "--data", other.server.Data(), "--secret-key-file", key, path); code != 0 {
		return nil, fmt.Errorf("restoring ended with %d: %s", code, said)
	}
	other.server.Flags = []string{"--secret-key-file", key}
	p, err := other.start(ctx)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	states, err := other.states()
	if err != nil {
		return nil, err
	}
	return lost(before, states), p.Stop()
}

// withoutKey sees that a backup without its key is refused in words, and leaves
// nothing behind.
func (h *house) withoutKey(ctx context.Context, t *trial, path string) {
	data := filepath.Join(t.home, "keyless", filepath.Base(path))
	code, said := h.command(ctx, nil, "restore", "--data", data, path)
	left, _ := os.ReadDir(data) // a folder that is not there holds nothing
	if code == 0 || len(left) > 0 {
		t.see(false, "without the key: exit %d, %d files left: %.200s", code, len(left), said)
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
