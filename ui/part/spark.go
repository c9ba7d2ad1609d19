package part

import (
	"strconv"

	"stanok/ui/words"
)

// SparkView is what came in the last 24 hours, a bar an hour, oldest first.
// Failures stand on top and have a shape of their own.
type SparkView struct {
	Hours []SparkHour
}

// SparkHour counts the operations of one hour.
type SparkHour struct{ OK, Failed int }

// Measures of the picture, in its own units.
const (
	sparkHigh  = 24
	sparkStep  = 4
	sparkWide  = 3
	sparkLeast = 2 // of a bar that stands for anything at all
)

// sparkRect is one rectangle of the picture.
type sparkRect struct{ Class, X, Y, Width, Height string }

func (s SparkView) label(v words.Voice) string {
	ok, failed := 0, 0
	for _, h := range s.Hours {
		ok, failed = ok+h.OK, failed+h.Failed
	}
	return v.T("spark.label", "ok", ok, "failed", failed)
}

func (s SparkView) box() string {
	return "0 0 " + strconv.Itoa(len(s.Hours)*sparkStep) + " " + strconv.Itoa(sparkHigh)
}

func (s SparkView) rects() []sparkRect {
	most := 1
	for _, h := range s.Hours {
		most = max(most, h.OK+h.Failed)
	}
	var all []sparkRect
	for i, h := range s.Hours {
		ok, failed := sparkScale(h.OK, most), sparkScale(h.Failed, most)
		if ok+failed > sparkHigh {
			ok = sparkHigh - failed
		}
		if h.OK+h.Failed == 0 {
			all = append(all, rect("idle", i, sparkHigh-1, sparkWide, 1))
		}
		if h.OK > 0 {
			all = append(all, rect("ok", i, sparkHigh-ok, sparkWide, ok))
		}
		if h.Failed > 0 {
			all = append(all, rect("fail", i, sparkHigh-ok-failed, sparkStep, failed))
		}
	}
	return all
}

func sparkScale(n, most int) int {
	if n == 0 {
		return 0
	}
	return max(sparkLeast, n*sparkHigh/most)
}

func rect(class string, hour, y, width, height int) sparkRect {
	return sparkRect{class, strconv.Itoa(hour * sparkStep), strconv.Itoa(y), strconv.Itoa(width), strconv.Itoa(height)}
}
