package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"stanok/tools/program"
)

// powerLoss records what a loaded program writes, and makes of it files as they
// may be found after the power went: what was synced, and any part of the rest.
func powerLoss(ctx context.Context, t *trial) error {
	if _, err := exec.LookPath("strace"); err != nil {
		return fmt.Errorf("it needs strace: %w", err)
	}
	h, err := t.house("house")
	if err != nil {
		return err
	}
	defer h.close()
	if _, err := h.fillAndStop(ctx, 50); err != nil {
		return err
	}
	count := t.images
	if t.short {
		count = 100
	}
	t.did("%d images of the files: all that was synced, and none, some or torn parts of the rest", count)
	for _, one := range []struct {
		name   string
		slower time.Duration // each sync
		lasts  time.Duration // the load
		parts  int           // of the images, in quarters
	}{{"a quick disk", 0, 4 * time.Minute, 3}, {"a slow disk", 60 * time.Millisecond, time.Minute, 1}} {
		if t.short {
			one.lasts = 2 * time.Second
		}
		if err := h.lose(ctx, t, one.name, one.slower, one.lasts, count*one.parts/4); err != nil {
			return err
		}
	}
	return firstStarts(ctx, t, t.size(100, 5))
}

// kept are the files that events are in.
var kept = []string{"stanok.db", "stanok.journal"}

// lose records the program on a disk, and tries images of what it wrote.
func (h *house) lose(ctx context.Context, t *trial, disk string, slower, lasts time.Duration, count int) error {
	base := map[string][]byte{}
	for _, name := range kept {
		raw, err := os.ReadFile(filepath.Join(h.server.Data(), name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		base[name] = raw
	}
	answers, changes, err := h.recorded(ctx, slower, lasts, t.size(400, 60))
	if err != nil {
		return err
	}
	if len(changes) == 0 || len(acceptedOf(answers)) == 0 {
		return fmt.Errorf("%d changes were recorded and %d events accepted: nothing was tried", len(changes), len(acceptedOf(answers)))
	}
	l := &loss{house: h, home: t.home, base: base, changes: changes, answers: acceptedOf(answers)}
	l.try(ctx, count)
	t.see(l.tried == count, "%s: %d images tried (%d) of %d calls in %v and %d acknowledged events", disk, l.tried, count, len(changes), lasts, len(l.answers))
	t.see(slower == 0 || l.journaled > 0, "%d of them with events that only the journal has", l.journaled)
	none(t, l.unsound, "not opened or not sound by check (0)")
	none(t, l.lost, "without an acknowledged event (0)")
	return nil
}

// firstStarts kills programs while they make their file, and starts them anew.
func firstStarts(ctx context.Context, t *trial, count int) error {
	var wrong []string
	early := 0
	for i := range count {
		h, err := t.house(fmt.Sprint("first", i))
		if err != nil {
			return err
		}
		p, err := h.launch(ctx)
		if err != nil {
			return err
		}
		pause(ctx, rand.N(60*time.Millisecond))
		p.Kill()
		if _, err := os.Stat(filepath.Join(h.server.Data(), "stanok.db")); err != nil {
			early++
		}
		if p, err = h.start(ctx); err != nil {
			wrong = append(wrong, err.Error())
		} else if err := p.Stop(); err != nil {
			wrong = append(wrong, err.Error())
		}
		h.close()
	}
	none(t, wrong, "of %d programs killed at their first start did not start again (0; %d had no file yet)", count, early)
	return nil
}

// recorded runs the program under a recorder while events come, so many in a while,
// and kills it.
func (h *house) recorded(ctx context.Context, slower, lasts time.Duration, events int) ([]answer, []change, error) {
	p, log, err := h.startRecorded(ctx, slower)
	if err != nil {
		return nil, nil, err
	}
	defer p.Kill()
	page, _, err := h.API.Operations(nil)
	if err != nil || len(page) == 0 {
		return nil, nil, fmt.Errorf("there is no operation to begin with: %w", err)
	}
	link, err := h.deploy("recorded", "{concurrency: 16}")
	if err != nil {
		return nil, nil, err
	}
	var mu sync.Mutex
	var answers []answer
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}
			for n := range events / 4 {
				a := post(client, link, n, 200)
				mu.Lock()
				answers = append(answers, a)
				mu.Unlock()
				pause(ctx, rand.N(2*lasts*4/time.Duration(events)))
			}
		})
	}
	all.Wait()
	p.Kill()
	pause(ctx, time.Second) // the recorder writes its last lines
	changes, err := readRecording(log, h.server.Data(), kept...)
	return answers, changes, err
}

// startRecorded starts the program under a recorder, which writes a log.
func (h *house) startRecorded(ctx context.Context, slower time.Duration) (p *program.Process, log string, err error) {
	c, err := h.server.Command()
	if err != nil {
		return nil, "", err
	}
	log = filepath.Join(h.server.Home, "recording")
	wrapper := recorder(log, slower)
	c.Args = append(append(wrapper[1:], c.Path), c.Args...)
	c.Path = wrapper[0]
	p, err = program.Start(ctx, c, h.Addr)
	return p, log, err
}

// loss is the making and trying of images.
type loss struct {
	*house
	home    string
	base    map[string][]byte
	changes []change
	answers []answer

	mu               sync.Mutex
	tried, journaled int
	unsound, lost    []string
}

// image is the files as they may be found, and when the power went.
type image struct {
	files map[string][]byte
	at    time.Time
	name  string
}

// try makes images at points spread over the recording and tries each.
func (l *loss) try(ctx context.Context, count int) {
	images := make(chan image)
	var all sync.WaitGroup
	for i := range runtime.NumCPU() {
		all.Go(func() {
			folder := filepath.Join(l.home, fmt.Sprintf("image%d", i))
			for im := range images {
				l.judge(ctx, folder, im)
			}
		})
	}
	l.images(ctx, count, images)
	close(images)
	all.Wait()
}

// images goes through the recording once, and at some of its points makes an
// image in each of the ways.
func (l *loss) images(ctx context.Context, count int, out chan<- image) {
	durable, pending := maps.Clone(l.base), map[string][]change{}
	for name, raw := range durable {
		durable[name] = bytes.Clone(raw)
	}
	made := 0
	for i, c := range l.changes {
		if c.kind == syncs {
			durable[c.file], pending[c.file] = applied(durable[c.file], pending[c.file], whole), nil
		} else {
			pending[c.file] = append(pending[c.file], c)
		}
		for made < count*(i+1)/len(l.changes) && ctx.Err() == nil {
			way := ways[made%len(ways)]
			im := image{files: map[string][]byte{}, at: c.at, name: fmt.Sprintf("call %d, %s", i, way.name)}
			for name, raw := range durable {
				im.files[name] = applied(bytes.Clone(raw), pending[name], way.keep)
			}
			out <- im
			made++
		}
	}
}

// ways are what may be left of the calls after the last sync: which bytes of a
// write are kept is asked for each part of the given size.
var ways = []struct {
	name string
	keep int
}{{"none", none0}, {"some", someWhole}, {"parts of 512 bytes", 512}, {"parts of 4 KiB", 4096}, {"all", whole}}

const (
	none0     = -2
	someWhole = -1
	whole     = 0
)

// applied makes changes to a file, as many as are kept.
func applied(file []byte, changes []change, keep int) []byte {
	for _, c := range changes {
		if keep == none0 || keep != whole && c.kind != writes && rand.IntN(2) == 0 || keep == someWhole && rand.IntN(2) == 0 {
			continue
		}
		switch end := c.offset + c.length; c.kind {
		case resizes:
			file = resized(file, c.length)
		case frees:
			clear(file[min(c.offset, int64(len(file))):min(end, int64(len(file)))])
		case writes:
			file = written(file, c, keep)
		}
	}
	return file
}

func written(file []byte, c change, part int) []byte {
	if part <= 0 {
		part = len(c.data)
	}
	torn := part < len(c.data)
	for at := 0; at < len(c.data); at += part {
		if torn && rand.IntN(2) == 0 {
			continue
		}
		end := min(at+part, len(c.data))
		file = resized(file, max(int64(len(file)), c.offset+int64(end)))
		copy(file[c.offset+int64(at):], c.data[at:end])
	}
	return file
}

func resized(file []byte, size int64) []byte {
	if more := size - int64(len(file)); more > 0 {
		return append(file, make([]byte, more)...)
	}
	return file[:size]
}

// judge has the program look for damage in an image, and looks for the events
// that were acknowledged before the power went.
func (l *loss) judge(ctx context.Context, folder string, im image) {
	unsound, missing := l.look(ctx, folder, im)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tried++
	if unsound != "" {
		l.unsound = append(l.unsound, im.name+": "+unsound)
	}
	if missing != "" {
		l.lost = append(l.lost, im.name+": "+missing)
	}
}

func (l *loss) look(ctx context.Context, folder string, im image) (unsound, missing string) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err.Error(), ""
	}
	for name, raw := range im.files {
		if err := os.WriteFile(filepath.Join(folder, name), raw, 0o600); err != nil {
			return err.Error(), ""
		}
	}
	key := filepath.Join(l.server.Data(), "secret.key")
	if code, said := l.command(ctx, nil, "check", "--data", folder, "--secret-key-file", key); code != 0 {
		return fmt.Sprintf("exit %d %.300s", code, said), ""
	}
	missing, err := l.missing(folder, im.at)
	if missing == "" || err != nil {
		return said(err), ""
	}
	if code, said := l.command(ctx, nil, "token", "create", "--data", folder, "--secret-key-file", key); code != 0 { // opens it as any start does
		return fmt.Sprintf("exit %d %.300s", code, said), ""
	}
	l.mu.Lock()
	l.journaled++
	l.mu.Unlock()
	missing, err = l.missing(folder, im.at)
	return said(err), missing
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// missing is an operation acknowledged before a time that the file has not.
func (l *loss) missing(folder string, at time.Time) (string, error) {
	ids, err := ends(filepath.Join(folder, "stanok.db"), len(l.answers[0].operation))
	if err != nil {
		return "", err
	}
	for _, a := range l.answers {
		if a.got.Before(at) && !ids[a.operation] {
			return "operation " + a.operation, nil
		}
	}
	return "", nil
}

// ends are the ends, so many bytes long, of all keys of a file.
func ends(path string, size int) (map[string]bool, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	found := map[string]bool{}
	return found, db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, _ []byte) error {
				if len(k) >= size {
					found[string(k[len(k)-size:])] = true
				}
				return nil
			})
		})
	})
}
