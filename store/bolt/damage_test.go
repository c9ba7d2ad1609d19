package bolt_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"stanok/engine"
	"stanok/store/bolt"
)

// sound is a data file, as bytes, that was filled by fill.
func sound(t *testing.T, fill func(*testing.T, *bolt.Store)) []byte { return soundOf(t, options, fill) }

func soundOf(t *testing.T, o bolt.Options, fill func(*testing.T, *bolt.Store)) []byte {
	t.Helper()
	folder := t.TempDir()
	s, err := bolt.Open(folder, o)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	var used int64 // of the file, which grows by more than it needs
	err = s.File().View(func(tx *bbolt.Tx) error { used = tx.Size(); return nil })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, "stanok.db"))
	if err != nil {
		t.Fatal(err)
	}
	return raw[:used]
}

// stock puts things into a store: enough operations for pages of pages.
func stock(t *testing.T, s *bolt.Store) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.PutWorkspace(ctx, engine.Workspace{ID: "main", Name: "Main"}))
	p, err := s.PutProcessing(ctx, "main", engine.Processing{ID: "p", Name: "Leads", Token: "secret", Draft: json.RawMessage(`{}`)}, nil)
	must(err)
	p.Latest = 1
	_, err = s.PutProcessing(ctx, "main", p, &engine.Definition{Version: 1, Name: "Leads", Nodes: []engine.Node{{ID: "send", Type: "http.request"}}})
	must(err)
	must(s.PutConnection(ctx, "main", engine.SealedConnection{Connection: engine.Connection{ID: "c", Name: "CRM", Version: 1}, Sealed: []byte("sealed")}))
	must(s.PutToken(ctx, "main", engine.Token{ID: "t", Hash: [32]byte{1}}))
	must(s.Remember(ctx, "main", "p", "k", json.RawMessage(`1`)))
	must(s.AddSample(ctx, "main", "p", engine.Sample{Verdict: "webhook.ping"}))
	must(s.PutAlert(ctx, "main", engine.Alert{Processing: "p", Since: t0}, nil, engine.Letter{ID: "l", Workspace: "main"}))
	_, err = s.Seize(ctx, "main", "p", "k", "o", t0, t0.Add(time.Hour))
	must(err)
	l := life{s: s, keyed: true}
	each(32, 150, func(int) error { return l.one() }, t.Error)
	_, _, err = s.CreateOperation(ctx, "main", engine.Operation{ID: "zz", Processing: "p", Created: t0})
	must(err)
}

func TestADamagedFileIsRefusedBeforeItIsMapped(t *testing.T) {
	raw := sound(t, stock)
	cases := map[string][]byte{
		"empty":                  {},
		"short":                  raw[:100],
		"one page":               raw[:8<<10],
		"cut in the middle":      raw[:len(raw)/3],
		"zeroed":                 make([]byte, len(raw)),
		"another program's":      []byte(strings.Repeat("SQLite format 3\x00", 4096)),
		"no meta page is whole":  zeroed(zeroed(raw, 0, 100), 8<<10, 100),
		"of another version":     flipped(flipped(raw, 20), 8<<10+20),
		"with another page size": flipped(flipped(raw, 25), 8<<10+25),
	}
	for name, damaged := range cases {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "stanok.db")
			write := os.WriteFile(path, damaged, 0o600)
			_, err := bolt.Open(folder, options)
			var e *engine.Error
			if write != nil || !errors.As(err, &e) || e.Code != "storage.damaged" || e.Kind != engine.Invalid || e.Args["file"] != path || e.Args["finding"] == "" {
				t.Fatalf("%v, %v", write, err)
			}
			t.Log(e.Args["finding"])
			if left, err := os.ReadFile(path); err != nil || string(left) != string(damaged) {
				t.Error("the file was altered")
			}
		})
	}
}

func TestOneMetaPageIsEnough(t *testing.T) {
	raw := sound(t, stock)
	for _, at := range []int{0, 8 << 10} {
		path := filepath.Join(t.TempDir(), "stanok.db")
		if err := os.WriteFile(path, zeroed(raw, at, 8<<10), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := bolt.Preflight(path); err != nil {
			t.Errorf("without the meta page at %d: %v", at, err)
		}
	}
}

func TestACutFileIsRefusedOrSound(t *testing.T) {
	raw := sound(t, stock)
	path := filepath.Join(t.TempDir(), "stanok.db")
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 60 {
		if err := os.WriteFile(path, raw[:r.IntN(len(raw))], 0o600); err != nil {
			t.Fatal(err)
		}
		if bolt.Preflight(path) != nil {
			refused++
		} else if what := checked(t, path); what != "" {
			t.Errorf("preflight let a cut file pass: %s", what)
		}
	}
	t.Logf("%d of 60 refused", refused)
}

func TestCheckFindsDamage(t *testing.T) {
	raw := soundOf(t, bolt.Options{}, stock)
	path := filepath.Join(t.TempDir(), "stanok.db")
	try := func(damaged []byte) string {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		return checked(t, path)
	}
	if what := try(raw); what != "" {
		t.Fatalf("the sound file: %s", what)
	}
	body := []byte("Иван Петров") // in a record, so that each of its bits counts
	at := strings.Index(string(raw), string(body))
	if at < 0 {
		t.Fatal("no payload is to be seen in the file")
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 8 {
		bit := r.IntN(8 * len(body))
		damaged := append([]byte(nil), raw...)
		damaged[at+bit/8] ^= 1 << (bit % 8)
		if what := try(damaged); what == "" {
			t.Errorf("bit %d of a payload is flipped, and nobody says so", bit)
		}
	}
	found := 0
	for range 20 {
		page := r.IntN(len(raw)>>13-2) + 2
		if try(zeroed(raw, page<<13, 8<<10)) != "" {
			found++
		}
	}
	if found < 5 {
		t.Errorf("of 20 files with a zeroed page, only %d are said to be damaged", found)
	}
	t.Logf("%d of 20 zeroed pages found, the others were free", found)
}

func TestADamagedRecordIsAnErrorAndTheOthersStayUsable(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, bolt.Options{}) // so that the place to damage is seen
	defer s.Close()
	for i := range 3 {
		op := engine.Operation{ID: engine.OperationID(fmt.Sprint(i)), Processing: "p", Event: engine.Event{Data: json.RawMessage(fmt.Sprintf(`"payload %d"`, i))}}
		if _, _, err := s.CreateOperation(t.Context(), "main", op); err != nil {
			t.Fatal(err)
		}
	}
	flip(t, filepath.Join(folder, "stanok.db"), `"payload 1"`)
	_, err := s.Operation(t.Context(), "main", "1")
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "storage.damaged" || e.Kind != engine.Internal {
		t.Errorf("reading it: %v", err)
	}
	if _, _, _, err := s.Claim(t.Context(), "main", "1", t0, t0.Add(time.Hour)); !errors.As(err, &e) || e.Code != "storage.damaged" {
		t.Errorf("claiming it: %v", err)
	}
	for _, id := range []engine.OperationID{"0", "2"} {
		if _, err := s.Operation(t.Context(), "main", id); err != nil {
			t.Errorf("another: %v", err)
		}
	}
	page, err := s.FindOperations(t.Context(), "main", engine.OperationQuery{})
	if err != nil || len(page.Operations) != 3 {
		t.Errorf("history: %d, %v", len(page.Operations), err)
	}
}

func TestADamagedRowStandsInHistoryBesideTheOthers(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, bolt.Options{})
	var ids []engine.OperationID
	for i, name := range []string{"p-first", "p-second", "p-third"} {
		at := t0.Add(time.Duration(i) * time.Second)
		ids = append(ids, engine.OperationID(engine.NewID(at)))
		op := engine.Operation{ID: ids[i], Processing: engine.ProcessingID(name), Created: at, Event: engine.Event{Data: json.RawMessage(`{}`)}}
		if _, _, err := s.CreateOperation(t.Context(), "main", op); err != nil {
			t.Fatal(err)
		}
		l, _, _, err := s.Claim(t.Context(), "main", ids[i], at, at.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Checkpoint(t.Context(), "main", l, engine.Progress{State: engine.Succeeded, At: at.Add(time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
	flip(t, filepath.Join(folder, "stanok.db"), "p-second")
	for _, c := range []struct {
		q    engine.OperationQuery
		want int
	}{
		{engine.OperationQuery{}, 3},
		{engine.OperationQuery{States: []engine.State{engine.Succeeded}}, 2},
		{engine.OperationQuery{Processing: "p-first"}, 1},
		{engine.OperationQuery{Text: "nowhere"}, 0},
		{engine.OperationQuery{From: t0.Add(2 * time.Second)}, 1},
	} {
		page, err := s.FindOperations(t.Context(), "main", c.q)
		if err != nil || len(page.Operations) != c.want {
			t.Errorf("%+v: %d found, %v, want %d", c.q, len(page.Operations), err, c.want)
		}
		if n, _, err := s.CountOperations(t.Context(), "main", c.q, 10); err != nil || n != c.want {
			t.Errorf("%+v: %d counted, %v, want %d", c.q, n, err, c.want)
		}
		for _, op := range page.Operations {
			sick := op.ID == ids[1]
			if sick != (op.Failure.Cause() == "storage.damaged") || sick != (op.State == engine.Failed) || op.Created.IsZero() {
				t.Errorf("%+v: %+v", c.q, op)
			}
		}
	}
}

// flip flips a bit of every place in a file where text stands.
func flip(t *testing.T, path, text string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at := 0; ; at++ {
		i := strings.Index(string(raw[at:]), text)
		if i < 0 {
			return
		}
		at += i
		if _, err := f.WriteAt([]byte{raw[at+1] ^ 4}, int64(at+1)); err != nil {
			t.Fatal(err)
		}
	}
}

func zeroed(raw []byte, at, n int) []byte {
	out := append([]byte(nil), raw...)
	clear(out[at : at+n])
	return out
}

func flipped(raw []byte, at int) []byte {
	out := append([]byte(nil), raw...)
	out[at] ^= 1
	return out
}

func TestAPageOfZeroesIsAnErrorAndNoPanic(t *testing.T) {
	const page = 8 << 10
	raw := sound(t, stock)
	refused, failed := 0, 0
	for at := 2 * page; at < len(raw); at += page {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "stanok.db"), zeroed(raw, at, page), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(folder, options)
		if err != nil {
			if wantDamaged(t, err); !t.Failed() {
				refused++
			}
			continue
		}
		if _, err := s.FindOperations(t.Context(), "main", engine.OperationQuery{}); err != nil {
			wantDamaged(t, err)
			failed++
		}
		_ = s.PutWorkspace(t.Context(), engine.Workspace{ID: "main", Name: "Again"}) // which may end the store
		_ = s.Close()
	}
	if refused == 0 || failed == 0 {
		t.Errorf("%d files were refused and %d failed while they were read: some of each were to be", refused, failed)
	}
}

func wantDamaged(t *testing.T, err error) {
	t.Helper()
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "storage.damaged" || !strings.HasSuffix(e.Args["file"], "stanok.db") {
		t.Errorf("it is %v, want storage.damaged", err)
	}
}

// A branch whose last page is the list of free pages leads bbolt's search in a
// circle, which it never leaves.
func TestASearchThatGoesInACircleEnds(t *testing.T) {
	const page = 8 << 10
	raw, order := sound(t, stock), binary.NativeEndian
	list, branches := 0, []int(nil) // some of these are free
	for at := 2 * page; at < len(raw); at += page {
		switch order.Uint16(raw[at+8:]) {
		case 0x10:
			list = at / page
		case 0x01:
			branches = append(branches, at)
		}
	}
	if list == 0 || len(branches) == 0 {
		t.Fatalf("page %d is the list, %v are branches: the file has not both", list, branches)
	}
	for _, at := range branches {
		last := at + 16*int(order.Uint16(raw[at+10:])) // of its elements, behind the head of as many bytes
		order.PutUint64(raw[last+8:], uint64(list))
	}
	path := filepath.Join(t.TempDir(), "stanok.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if what := checked(t, path); what == "" { // in a process of its own: the search goes on as long as that
		t.Error("no damage is found")
	}
}
