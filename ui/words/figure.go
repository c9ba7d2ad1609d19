package words

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// nbsp keeps a figure and its unit on one line.
const nbsp = "\u00a0"

// Number writes a whole number with its thousands apart: 1,204 in English, 1.204
// in Portuguese, 1 204 in Russian.
func (v Voice) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	between := map[string]string{"ru": nbsp, "pt-BR": "."}[v.lang]
	if between == "" {
		between = ","
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + between + digits[i:]
	}
	return sign + digits
}

// Decimal writes a number with at most so many digits behind the point, or the
// comma, as the language has it.
func (v Voice) Decimal(n float64, digits int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(n, 'f', digits, 64), ".")
	part = strings.TrimRight(part, "0")
	if i, err := strconv.ParseInt(whole, 10, 64); err == nil && i != 0 {
		whole = v.Number(i)
	}
	if part == "" {
		return whole
	}
	if v.lang == "en" {
		return whole + "." + part
	}
	return whole + "," + part
}

// Size writes a number of bytes as people say it: 3.1 KB.
func (v Voice) Size(bytes int64) string {
	n, unit := float64(bytes), 0
	keys := []string{"unit.b", "unit.kb", "unit.mb", "unit.gb"}
	for ; n >= 1024 && unit < len(keys)-1; unit++ {
		n /= 1024
	}
	return v.Decimal(n, 1) + nbsp + v.T(keys[unit])
}

// Span writes how long something took: 412 ms, 11.6 s, 3 min 20 s, 2 h 5 min.
func (v Voice) Span(d time.Duration) string {
	switch {
	case d.Round(time.Millisecond) < time.Second:
		return v.Number(int64(d.Round(time.Millisecond)/time.Millisecond)) + nbsp + v.T("unit.ms")
	case d < time.Minute:
		return v.Decimal(math.Floor(d.Seconds()*10)/10, 1) + nbsp + v.T("unit.s")
	case d < time.Hour:
		return v.two(d, time.Minute, "unit.min", time.Second, "unit.s")
	case d < 24*time.Hour:
		return v.two(d, time.Hour, "unit.h", time.Minute, "unit.min")
	}
	return v.two(d, 24*time.Hour, "unit.d", time.Hour, "unit.h")
}

// two writes a span in two units, the second only when there is some of it.
func (v Voice) two(d, large time.Duration, largeKey string, small time.Duration, smallKey string) string {
	said := v.Number(int64(d/large)) + nbsp + v.T(largeKey)
	if rest := d % large / small; rest > 0 {
		said += " " + v.Number(int64(rest)) + nbsp + v.T(smallKey)
	}
	return said
}
