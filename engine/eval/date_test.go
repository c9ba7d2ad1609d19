package eval_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

func TestDatesAreWrittenByLayouts(t *testing.T) {
	for src, want := range map[string]string{
		`now()`:                            `"2026-11-22T09:30:00Z"`,
		`now("Europe/Moscow")`:             `"2026-11-22T12:30:00+03:00"`,
		`now("America/Sao_Paulo")`:         `"2026-11-22T06:30:00-03:00"`,
		`format_date(now(), "DD.MM.YYYY")`: `"22.11.2026"`,
		`format_date(now(), "YYYY-MM-DD HH:mm:ss", "Europe/Moscow")`:                       `"2026-11-22 12:30:00"`,
		`format_date("2026-03-08", "D/M/YY")`:                                              `"8/3/26"`,
		`format_date("2026-03-08 17:05", "h:mm A", "Europe/Moscow")`:                       `"5:05 PM"`,
		`format_date("2026-03-08T05:07:09.25Z", "H:m:s.SSS a [at] Z ZZ X")`:                `"5:7:9.250 am at +00:00 +0000 1772946429"`,
		`format_date(1772946429, "YYYY-MM-DDTHH:mm:ssZ", "Asia/Yekaterinburg")`:            `"2026-03-08T10:07:09+05:00"`,
		`format_date(1772946429123, "ss.SSS")`:                                             `"09.123"`,
		`format_date("1772946429", "YYYY")`:                                                `"2026"`,
		`format_date("22.11.2026 10:00", "YYYY-MM-DD HH")`:                                 `"2026-11-22 10"`,
		`format_date("Sun, 08 Mar 2026 05:07:09 +0300", "HH Z")`:                           `"05 +03:00"`,
		`format_date(nil, "YYYY")`:                                                         `""`,
		`format_date("", "YYYY")`:                                                          `""`,
		`parse_date("22.11.2026", "DD.MM.YYYY")`:                                           `"2026-11-22T00:00:00Z"`,
		`parse_date("22.11.2026 10:15", "DD.MM.YYYY HH:mm", "Europe/Moscow")`:              `"2026-11-22T10:15:00+03:00"`,
		`parse_date("11/22/26 5:07 pm", "MM/DD/YY h:mm a")`:                                `"2026-11-22T17:07:00Z"`,
		`parse_date("12:00 AM", "hh:mm A")`:                                                `"1970-01-01T00:00:00Z"`,
		`parse_date("1772946429", "X")`:                                                    `"2026-03-08T05:07:09Z"`,
		`parse_date("2026-11-22T10:00:00-0300", "YYYY-MM-DDTHH:mm:ssZZ", "Europe/Moscow")`: `"2026-11-22T10:00:00-03:00"`,
		`parse_date("2026-11-22", "", "Europe/Moscow")`:                                    `"2026-11-22T00:00:00+03:00"`,
		`parse_date("2026-11-22")`:                                                         `"2026-11-22T00:00:00Z"`,
		`parse_date(nil, "YYYY")`:                                                          `""`,
		`parse_date("01.01.70", "DD.MM.YY")`:                                               `"1970-01-01T00:00:00Z"`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{
		`parse_date("31.02.2026", "DD.MM.YYYY")`, `parse_date("2026", "YYYY-MM")`, `parse_date("2026-11-22x", "YYYY-MM-DD")`,
		`parse_date("25:00", "HH:mm")`, `parse_date("13 pm", "hh a")`, `format_date("soon", "YYYY")`, `format_date([], "YYYY")`,
		`format_date(now(), "")`, `format_date(now(), "02.01.2006 15:04")`, `format_date(now(), "[DD]")`, `now("Mars/Base")`, `now("Local")`, `now("../etc/passwd")`, `format_date(1e40, "YYYY")`,
	} {
		fails(t, src, "value.kind")
	}
}

func TestAWrittenDateIsReadBackByTheSameLayout(t *testing.T) {
	layouts := rapid.SampledFrom([]string{
		"YYYY-MM-DD HH:mm:ss", "DD.MM.YYYY H:m:s", "YYYYMMDDHHmmss", "[day] D/M/YYYY hh:mm:ss A", "YYYY-MM-DDTHH:mm:ssZ", "X",
	})
	scope := eval.Scope{"at": nil, "layout": nil}
	e, err := eval.ParseExpression(`parse_date(format_date(at, layout), layout)`, scope)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC().Format(time.RFC3339)
		v, err := e.Value(eval.Env{Vars: eval.Vars{"at": at, "layout": layouts.Draw(t, "layout")}})
		if err != nil || v != at {
			t.Fatalf("%s: %v, %v", at, v, err)
		}
	})
}
