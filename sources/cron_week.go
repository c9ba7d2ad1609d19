package sources

import (
	"slices"
	"strconv"
	"strings"
)

// week writes the field for days of the week out as the library reads it. Here
// Sunday is 0 and 7, and a range may go over the end of the week: FRI-MON.
// What it cannot read it leaves for the library to refuse.
func week(field string) string {
	var days []string
	for part := range strings.SplitSeq(field, ",") {
		days = append(days, weekPart(part)...)
	}
	return strings.Join(days, ",")
}

func weekPart(part string) []string {
	span, step, stepped := strings.Cut(part, "/")
	from, to, ranged := strings.Cut(span, "-")
	first, ok := weekday(from)
	if !ok {
		return []string{part}
	}
	last := first
	switch {
	case ranged:
		if last, ok = weekday(to); !ok {
			return []string{part}
		}
		if last < first {
			last += 7
		}
	case stepped: // 2/2 is 2-6/2
		last = max(first, 6)
	}
	by := 1
	if stepped {
		n, err := strconv.Atoi(step)
		if err != nil || n < 1 {
			return []string{part}
		}
		by = n
	}
	var days []string
	for day := first; day <= last; day += min(by, 14) {
		days = append(days, strconv.Itoa(day%7))
	}
	return days
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func weekday(s string) (int, bool) {
	if i := slices.Index(weekdays, strings.ToLower(s)); i >= 0 {
		return i, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= 7 && isDigits(s)
}
