package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// exitDamaged is the exit code of a program whose file is not what was written.
const exitDamaged = 65

// Of the operations of a file with one damaged record so many are looked at, and so
// many of them may not be shown.
const (
	mostLooked = 200
	mostSick   = 2
)

// page is the size of a page of the file.
const page = 8 << 10

// damage is what is done to a file, and whether the start must find it.
type damage struct {
	name  string
	times [2]int // whole, short
	do    func(original []byte) []byte
	start bool // the start has to refuse it
	check bool // the search for damage has to find it
}

// damaged damages the file of a stopped program in many ways, and starts it.
func damaged(ctx context.Context, t *trial) error {
	h, err := t.house("house")
	if err != nil {
		return err
	}
	defer h.close()
	path, err := h.fillAndStop(ctx, t.size(2_000, 200))
	if err != nil {
		return err
	}
	original, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	records, err := recordsOf(path)
	if err != nil {
		return err
	}
	for _, name := range []string{"older.zip", newestBackup} {
		if code, said := h.command(ctx, nil, "backup", "--data", h.server.Data(), filepath.Join(h.server.Home, name)); code != 0 {
			return fmt.Errorf("the backup ended with %d: %s", code, said)
		}
	}
	kinds := []damage{
		{"truncated", [2]int{300, 8}, func(b []byte) []byte { return b[:rand.IntN(len(b))] }, false, false},
		{"empty", [2]int{1, 1}, func([]byte) []byte { return nil }, true, true},
		{"wrong magic", [2]int{1, 1}, wrongMagic, true, true},
		{"of another program", [2]int{1, 1}, func([]byte) []byte { return bytes.Repeat([]byte("SQLite format 3\x00"), 4096) }, true, true},
		{"with a zeroed page", [2]int{100, 4}, zeroedPage, false, false},
		{"with 4 flipped bytes in a record", [2]int{300, 8}, func(b []byte) []byte { return flipped(b, records) }, false, true},
	}
	var did []string
	for _, d := range kinds {
		times := t.size(d.times[0], d.times[1])
		did = append(did, fmt.Sprintf("%d %s", times, d.name))
		if err := h.damagedBy(ctx, t, path, original, d, times); err != nil {
			return err
		}
	}
	if err := h.readOnly(ctx, t, path, original); err != nil {
		return err
	}
	t.did("a start on a file %s, and one that may only be read", strings.Join(did, ", "))
	return nil
}

// newestBackup is the backup that a program whose file is damaged has to name.
const newestBackup = "newest.zip"

// exitUnusable is the exit code of a program that may not use its file.
const exitUnusable = 1

// readOnly starts the program on a file that nobody, root neither, may write to.
func (h *house) readOnly(ctx context.Context, t *trial, path string, image []byte) error {
	if out, err := exec.CommandContext(ctx, "chattr", "+i", path).CombinedOutput(); err != nil {
		return errors.Join(errNeedsRoot, fmt.Errorf("%w: %s", err, out))
	}
	o, err := h.opened(ctx)
	if err := errors.Join(err, exec.Command("chattr", "-i", path).Run()); err != nil {
		return err
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	t.see(o.code == exitUnusable && strings.Contains(o.said, path) && bytes.Equal(now, image) && o.took <= refusesWithin,
		"one that may only be read: exit %d (%d) after %v (at most %v), said: %.200s", o.code, exitUnusable, o.took.Round(time.Millisecond), refusesWithin, strings.TrimSpace(o.said))
	return nil
}

// fillAndStop makes a file with so many operations in it.
func (h *house) fillAndStop(ctx context.Context, count int) (path string, err error) {
	p, err := h.start(ctx)
	if err != nil {
		return "", err
	}
	defer p.Kill()
	link, err := h.deploy("send", "{concurrency: 16}")
	if err != nil {
		return "", err
	}
	s := begin(ctx, link, 500, 200)
	for len(s.soFar()) < count && ctx.Err() == nil {
		pause(ctx, 20*time.Millisecond)
	}
	s.stop()
	if _, err := h.drained(ctx, time.Minute); err != nil {
		return "", err
	}
	return filepath.Join(h.server.Data(), "stanok.db"), p.Stop()
}

// damagedBy damages the file some times in one way and sees what the program
// says and leaves alone.
func (h *house) damagedBy(ctx context.Context, t *trial, path string, original []byte, d damage, times int) error {
	var wrong []string
	refused, started, slowest := 0, 0, time.Duration(0)
	for range times {
		image := d.do(original)
		if err := os.WriteFile(path, image, 0o600); err != nil {
			return err
		}
		o, err := h.opened(ctx)
		if err != nil {
			return err
		}
		slowest = max(slowest, o.took)
		if o.started {
			started++
		} else {
			refused++
		}
		if fault := h.judged(ctx, d, path, image, o); fault != "" {
			wrong = append(wrong, fault)
		}
	}
	none(t, wrong, "of %d %s not dealt with (0; %d refused, %d harmless at the start, at most %v of %v)",
		times, d.name, refused, started, slowest.Round(time.Millisecond), refusesWithin)
	t.figures[len(t.figures)-1].holds = len(wrong) == 0 && slowest <= refusesWithin
	return os.WriteFile(path, original, 0o600)
}

// opening is what a start came to.
type opening struct {
	started bool
	code    int
	took    time.Duration
	said    string
	unread  string // why what is not damaged could not be read; "" if it could
	sick    int    // operations that could not be shown
}

// usable lists all operations and looks at each, which stops at some that cannot be
// shown.
func (h *house) usable() (unread string, sick int) {
	states, err := h.states()
	if err != nil {
		return err.Error(), 0
	}
	looked := 0
	for id := range states {
		if looked++; looked > mostLooked {
			break
		}
		if err := h.Call(http.MethodGet, "/operations/"+id, "", nil, nil); err != nil {
			sick++
			unread = err.Error()
		}
	}
	if sick <= mostSick {
		unread = ""
	}
	return unread, sick
}

// opened starts the program and waits until it is ready, which ends it, or has
// refused.
func (h *house) opened(ctx context.Context) (o opening, err error) {
	_ = os.Remove(filepath.Join(h.server.Home, "stanok.log")) // what it says is then of this start alone
	began := time.Now()
	p, err := h.launch(ctx)
	if err != nil {
		return o, err
	}
	defer p.Kill()
	if p.Ready(ctx, h.Addr) == nil {
		o.started, o.took = true, time.Since(began)
		o.unread, o.sick = h.usable()
		if o.unread == "" { // how the program ends otherwise is seen in what it says
			_ = p.Stop()
		}
		p.Kill()
	} else {
		o.took, o.code = time.Since(began), p.ExitCode()
	}
	said, err := os.ReadFile(filepath.Join(h.server.Home, "stanok.log"))
	o.said = string(said)
	return o, err
}

// judged says what is wrong with what a start on a damaged file came to; "" for
// nothing.
func (h *house) judged(ctx context.Context, d damage, path string, image []byte, o opening) string {
	for _, word := range []string{"panic", "SIGBUS", "SIGSEGV", "goroutine "} {
		if strings.Contains(o.said, word) {
			return fmt.Sprintf("%s is said: %.300s", word, o.said)
		}
	}
	if !o.started {
		return o.refusal(path, image)
	}
	if d.start {
		return "it was started on"
	}
	if d.check && o.unread != "" {
		return fmt.Sprintf("%d operations cannot be shown: %s", o.sick, o.unread)
	}
	if err := os.WriteFile(path, image, 0o600); err != nil {
		return err.Error()
	}
	code, said := h.command(ctx, nil, "check", "--data", h.server.Data())
	if d.check && code != exitDamaged || code != 0 && code != exitDamaged {
		return fmt.Sprintf("check: exit %d %.300s", code, said)
	}
	return ""
}

// refusal says what is wrong with how a file was refused.
func (o opening) refusal(path string, image []byte) string {
	now, err := os.ReadFile(path)
	switch {
	case err != nil:
		return err.Error()
	case o.code != exitDamaged:
		return fmt.Sprintf("exit %d: %.300s", o.code, o.said)
	case !strings.Contains(o.said, path) || !strings.Contains(o.said, newestBackup) || !strings.Contains(o.said, "stanok restore"):
		return fmt.Sprintf("it names no file, no backup or no way out: %.300s", o.said)
	case sha256.Sum256(now) != sha256.Sum256(image):
		return "the file was written to"
	}
	return ""
}

// recordsOf are the values of a file that are long enough to be found again.
func recordsOf(path string) (records [][]byte, err error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(_, v []byte) error {
				if len(v) >= 32 {
					records = append(records, bytes.Clone(v))
				}
				return nil
			})
		})
	})
	if err == nil && len(records) == 0 {
		err = errors.New("the file holds no record")
	}
	return records, err
}

// flipped turns over four bytes of a record, wherever in the file that lies.
func flipped(original []byte, records [][]byte) []byte {
	image, record := bytes.Clone(original), records[rand.IntN(len(records))]
	broken := bytes.Clone(record)
	for range 4 {
		broken[rand.IntN(len(broken))] ^= byte(1 + rand.IntN(255))
	}
	if bytes.Equal(broken, record) {
		broken[0] ^= 1
	}
	return bytes.ReplaceAll(image, record, broken)
}

func zeroedPage(original []byte) []byte {
	image := bytes.Clone(original)
	at := page * rand.IntN(len(image)/page)
	clear(image[at : at+page])
	return image
}

// wrongMagic spoils the sign of a file on both pages that have it.
func wrongMagic(original []byte) []byte {
	image := bytes.Clone(original)
	for _, at := range []int{16, page + 16} {
		image[at] ^= 0xff
	}
	return image
}
