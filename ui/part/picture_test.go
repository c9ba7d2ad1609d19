package part_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/ui/part"
)

var number = regexp.MustCompile(` (x|y|width|height)="(-?[0-9.]+)%?"`)

// measures reads the numbers of every rectangle in a picture.
func measures(page string) []map[string]float64 {
	var all []map[string]float64
	for _, r := range strings.Split(page, "<rect")[1:] {
		m := map[string]float64{}
		for _, n := range number.FindAllStringSubmatch(r, -1) {
			m[n[1]], _ = strconv.ParseFloat(n[2], 64)
		}
		all = append(all, m)
	}
	return all
}

func TestASparkStaysInItsPictureAndShowsWhateverHappened(t *testing.T) {
	v := voice(t, "en")
	rapid.Check(t, func(r *rapid.T) {
		hours := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) part.SparkHour {
			return part.SparkHour{OK: rapid.IntRange(0, 100_000).Draw(r, "ok"), Failed: rapid.IntRange(0, 100_000).Draw(r, "failed")}
		}), 24, 24).Draw(r, "hours")
		want := 0
		for _, h := range hours {
			want += max(1, min(h.OK, 1)+min(h.Failed, 1))
		}
		rects := measures(draw(t, part.Spark(v, part.SparkView{Hours: hours})))
		if len(rects) != want {
			r.Fatalf("%d bars, want %d", len(rects), want)
		}
		for _, m := range rects {
			if m["y"] < 0 || m["height"] < 1 || m["y"]+m["height"] > 24 || m["x"]+m["width"] > 96 {
				r.Fatalf("outside the picture: %v", m)
			}
		}
	})
}

func TestABarStandsWhereItsTimeWas(t *testing.T) {
	page := draw(t, part.StepRow(voice(t, "en"), part.StepView{
		ID: "s", Key: "get", Name: "Get", State: "done", From: "0.3 s", Took: "10.7 s",
		Bars: []part.BarView{{Look: "fail", From: 25, Wide: 100, OffsetMS: 300, WidthMS: 400}, {Look: "wait", From: 125, Wide: 800, OffsetMS: 700, WidthMS: 9000}, {Look: "ok", From: 1000, OffsetMS: 9700, WidthMS: 1300}},
	}))
	for _, want := range []string{`data-key="get"`, `data-state="done"`, `data-offset-ms="300"`, `data-width-ms="10700"`, `x="2.5%"`, `width="10%"`, `x1="12.5%" x2="92.5%"`, `aria-label="from 0.3 s, took 10.7 s"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
	for _, m := range measures(page) {
		if m["x"]+m["width"] > 100 || m["width"] < 0.5 {
			t.Errorf("outside or unseen: %v", m)
		}
	}
}
