package bolt_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/store/bolt"
)

func FuzzRecord(f *testing.F) {
	f.Add([]byte("key"), []byte("payload"), uint(3))
	f.Add([]byte{}, []byte{}, uint(0))
	f.Add([]byte("k"), bytes.Repeat([]byte("long and dull "), 99), uint(77))
	f.Fuzz(func(t *testing.T, key, payload []byte, bit uint) {
		record := bolt.Seal(key, payload)
		got, err := bolt.Opened(key, record)
		if err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("read %q, %v", got, err)
		}
		at := bit % uint(8*len(record))
		record[at/8] ^= 1 << (at % 8)
		if got, err := bolt.Opened(key, record); err == nil {
			t.Fatalf("with bit %d flipped it reads %q", at, got)
		}
		record[at/8] ^= 1 << (at % 8)
		if _, err := bolt.Opened(append(slices.Clone(key), 0), record); err == nil {
			t.Fatal("it reads under another key")
		}
	})
}

func FuzzRow(f *testing.F) {
	f.Add(bolt.Row(engine.Operation{Processing: "p", State: engine.Failed, Failure: &engine.Failure{Code: "c"}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		op, err := bolt.ReadRow(raw)
		if err != nil {
			return
		}
		again, err := bolt.ReadRow(bolt.Row(op))
		if err != nil || !reflect.DeepEqual(again, op) {
			t.Fatalf("%+v, written and read again, is %+v, %v", op, again, err)
		}
	})
}

func FuzzStep(f *testing.F) {
	f.Add(bolt.Step(engine.Step{Node: "n", Input: []byte("1"), Enter: &engine.Entered{Branch: "b"}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, ok := bolt.ReadStep(raw)
		if !ok {
			return
		}
		if again, ok := bolt.ReadStep(bolt.Step(s)); !ok || !reflect.DeepEqual(again, s) {
			t.Fatalf("%+v, written and read again, is %+v", s, again)
		}
	})
}

func TestEveryFieldOfAnOperationSurvives(t *testing.T) {
	for i := range 200 {
		op := random[engine.Operation](t, i)
		op.ID, op.Event.Data, op.Draft, op.Trial, op.Reply, op.Forgotten = "", nil, nil, nil, nil, time.Time{}
		op.State = engine.States[i%len(engine.States)]
		got, err := bolt.ReadRow(bolt.Row(op))
		if err != nil || !reflect.DeepEqual(got, op) {
			t.Fatalf("wrote %+v\nread %+v, %v", op, got, err)
		}
	}
}

func TestEveryFieldOfAStepSurvives(t *testing.T) {
	for i := range 200 {
		s := random[engine.Step](t, i)
		s.Key = ""
		if got, ok := bolt.ReadStep(bolt.Step(s)); !ok || !reflect.DeepEqual(got, s) {
			t.Fatalf("wrote %+v\nread %+v", s, got)
		}
	}
}

func TestEveryFieldOfOtherThingsSurvives(t *testing.T) {
	survives[engine.Workspace](t)
	survives[engine.Token](t)
	survives[engine.Processing](t)
	survives[engine.Definition](t)
	survives[engine.Sample](t)
	survives[engine.SealedConnection](t)
	survives[engine.Alert](t)
	survives[engine.Notice](t)
	survives[engine.Letter](t)
	survives[engine.Reply](t)
}

func survives[T any](t *testing.T) {
	t.Helper()
	for i := range 50 {
		v := random[T](t, i)
		if got := bolt.Entity(t, v); !reflect.DeepEqual(got, v) {
			t.Fatalf("wrote %+v\n read %+v", v, got)
		}
	}
}

func TestSearchValuesSurviveHoweverMuchOfThemIsFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(
			rapid.String(),
			rapid.SampledFrom([]string{"", " ", "plain", "UPPER", "two\nlines", "\xff\xfe", strings.Repeat("long ", 100), strings.Repeat("Ёж", 800)}),
		), 0, 8)
		op := engine.Operation{State: engine.Queued, Search: values.Draw(t, "search")}
		op.Event.Search = values.Draw(t, "event search")
		got, err := bolt.ReadRow(bolt.Row(op))
		if err != nil || !slices.Equal(got.Search, op.Search) || !slices.Equal(got.Event.Search, op.Event.Search) {
			t.Fatalf("wrote %q %q\nread %q %q, %v", op.Event.Search, op.Search, got.Event.Search, got.Search, err)
		}
	})
}

// random returns a value in which every field means something, for most seeds.
func random[T any](t *testing.T, seed int) T {
	t.Helper()
	var v T
	scatter(t, reflect.ValueOf(&v).Elem(), rand.New(rand.NewPCG(uint64(seed), 1)))
	return v
}

func scatter(t *testing.T, v reflect.Value, r *rand.Rand) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		if r.IntN(4) > 0 {
			v.Set(reflect.ValueOf(time.Unix(r.Int64N(4e9), r.Int64N(1e9)).UTC()))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" { // which is never stored
				scatter(t, v.Field(i), r)
			}
		}
	case reflect.Pointer:
		if r.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			scatter(t, v.Elem(), r)
		}
	case reflect.Slice:
		if r.IntN(4) > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(4)+1, 4))
			v.SetLen(r.IntN(4) + 1)
		}
		for i := range v.Len() {
			scatter(t, v.Index(i), r)
		}
	case reflect.Array:
		for i := range v.Len() {
			scatter(t, v.Index(i), r)
		}
	case reflect.Map:
		if r.IntN(4) > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			key, one := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			scatter(t, key, r)
			scatter(t, one, r)
			v.SetMapIndex(key, one)
		}
	case reflect.String:
		v.SetString(string([]rune("aя Z1\x00")[r.IntN(6)]) + strings.Repeat("x", r.IntN(3)))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64() - 1<<62)
	case reflect.Uint8:
		v.SetUint(uint64(r.IntN(256)))
	case reflect.Float64:
		v.SetFloat(r.Float64())
	default:
		t.Fatalf("a %s: teach the test about it, and the codec", v.Type())
	}
}
