package bolt_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

func TestNothingPeopleSentIsToBeReadInTheFile(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, options)
	ctx := t.Context()
	stock(t, s)
	planted := func(i int) string { return fmt.Sprintf("529.982.247-%02d", i) }
	for i := range 100 {
		cpf := planted(i)
		op := engine.Operation{
			ID: engine.OperationID(fmt.Sprintf("cpf%02d", i)), Processing: "p", Created: t0, Lane: cpf,
			Event: engine.Event{Key: cpf, Search: []string{cpf}, Data: json.RawMessage(`{"cpf":"` + cpf + `"}`)},
		}
		if _, _, err := s.CreateOperation(ctx, "main", op); err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			continue // in its beginning
		}
		l, _, _, err := s.Claim(ctx, "main", op.ID, t0, t0.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Checkpoint(ctx, "main", l, engine.Progress{
			State: engine.Failed, At: t0, Search: []string{cpf + "x"}, Notify: true,
			Failure: &engine.Failure{Code: "http.rejected", Args: map[string]string{"message": "no " + cpf}},
			Steps:   []engine.Step{{Key: "a", Output: json.RawMessage(`{"cpf":"` + cpf + `"}`)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddSample(ctx, "main", "p", engine.Sample{Event: op.Event}); err != nil {
			t.Fatal(err)
		}
	}
	page, err := s.FindOperations(ctx, "main", engine.OperationQuery{Text: planted(50)})
	if err != nil || len(page.Operations) != 1 {
		t.Errorf("found %d, %v", len(page.Operations), err)
	}
	var copied bytes.Buffer
	if err := s.Backup(ctx, &copied); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, "stanok.db"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if bytes.Contains(raw, []byte(planted(i))) || bytes.Contains(copied.Bytes(), []byte(planted(i))) {
			t.Fatalf("%s is to be read", planted(i))
		}
	}
	op, err := open(t, folder).Operation(ctx, "main", "cpf50")
	if err != nil || string(op.Event.Data) != `{"cpf":"529.982.247-50"}` || op.Lane != "529.982.247-50" {
		t.Errorf("%+v, %v", op, err)
	}
}

func TestASealedFileOpensWithItsKeyOnly(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, options)
	stock(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	another := bytes.Repeat([]byte{8}, bolt.KeySize)
	for name, key := range map[string][]byte{"none": nil, "another": another} {
		_, err := bolt.Open(folder, bolt.Options{Key: key})
		is(t, err, engine.Invalid, "storage.sealed", name)
	}
	path := filepath.Join(folder, "stanok.db")
	is(t, bolt.Check(path, another), engine.Invalid, "storage.sealed", "checking with another")
	if err := bolt.Check(path, nil); err != nil {
		t.Errorf("checking with none: %v", err)
	}
	_, err := bolt.Open(t.TempDir(), bolt.Options{Key: []byte("short")})
	is(t, err, engine.Invalid, "storage.key", "a short key")
	open(t, folder)
}

func TestAFileThatWasNotSealedIsFromNowOn(t *testing.T) {
	folder := t.TempDir()
	s := with(t, folder, bolt.Options{})
	create(t, s, "before")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, folder)
	create(t, s, "after")
	for _, id := range []engine.OperationID{"before", "after"} {
		if _, err := s.Operation(t.Context(), "main", id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		l, _, _, err := s.Claim(t.Context(), "main", id, t0, t0.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		step := engine.Step{Key: "a", Seq: 1, Output: json.RawMessage(`1`)}
		if err := s.Checkpoint(t.Context(), "main", l, engine.Progress{State: engine.Succeeded, At: t0, Steps: []engine.Step{step}}); err != nil {
			t.Fatal(err)
		}
		if steps, err := s.Steps(t.Context(), "main", id); err != nil || len(steps) != 1 {
			t.Errorf("%s: %v, %v", id, steps, err)
		}
	}
}
