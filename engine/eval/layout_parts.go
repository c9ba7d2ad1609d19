package eval

import (
	"strconv"
	"strings"
	"time"
)

// dateParts gathers what a layout reads.
type dateParts struct {
	year, month, day, hour, minute, second, milli int

	zone         *time.Location
	unix         int
	half, twelve bool
	afternoon    bool
}

// read takes one mark from the start of s.
func (p *dateParts) read(mark, s string) (rest string, ok bool) {
	switch mark {
	case "YYYY":
		return number(&p.year, s, 4, 4)
	case "YY":
		rest, ok = number(&p.year, s, 2, 2)
		if p.year += 2000; p.year >= 2070 {
			p.year -= 100
		}
		return rest, ok
	case "MM", "M":
		return number(&p.month, s, len(mark), 2)
	case "DD", "D":
		return number(&p.day, s, len(mark), 2)
	case "HH", "H":
		return number(&p.hour, s, len(mark), 2)
	case "hh", "h":
		p.twelve = true
		return number(&p.hour, s, len(mark), 2)
	case "mm", "m":
		return number(&p.minute, s, len(mark), 2)
	case "ss", "s":
		return number(&p.second, s, len(mark), 2)
	case "SSS":
		return number(&p.milli, s, 3, 3)
	case "X":
		return number(&p.unix, s, 1, 12)
	case "A", "a":
		return p.readHalf(s)
	}
	return p.readOffset(s)
}

func (p *dateParts) readHalf(s string) (string, bool) {
	if len(s) < 2 {
		return s, false
	}
	p.half = true
	switch strings.ToLower(s[:2]) {
	case "am":
		return s[2:], true
	case "pm":
		p.afternoon = true
		return s[2:], true
	}
	return s, false
}

// readOffset takes Z, +03:00, +0300 or +03.
func (p *dateParts) readOffset(s string) (string, bool) {
	if rest, ok := strings.CutPrefix(s, "Z"); ok {
		p.zone = time.UTC
		return rest, true
	}
	if s == "" || s[0] != '+' && s[0] != '-' {
		return s, false
	}
	hours, minutes := 0, 0
	rest, ok := number(&hours, s[1:], 2, 2)
	if !ok || hours > 15 {
		return s, false
	}
	if after, ok := number(&minutes, strings.TrimPrefix(rest, ":"), 2, 2); ok {
		rest = after
	}
	offset := hours*3600 + minutes*60
	if s[0] == '-' {
		offset = -offset
	}
	p.zone = time.FixedZone("", offset)
	return rest, minutes < 60
}

// time puts the parts together and refuses days that do not exist.
func (p *dateParts) time() (time.Time, bool) {
	if p.unix >= 0 {
		return time.Unix(int64(p.unix), 0).In(p.zone), true
	}
	if p.twelve && (p.hour < 1 || p.hour > 12) || p.hour > 23 || p.minute > 59 || p.second > 59 {
		return time.Time{}, false
	}
	if p.half {
		p.hour %= 12
		if p.afternoon {
			p.hour += 12
		}
	}
	day := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	if day.Year() != p.year || int(day.Month()) != p.month || day.Day() != p.day {
		return time.Time{}, false
	}
	return time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.milli*1e6, p.zone), true
}

// number reads least to most digits.
func number(into *int, s string, least, most int) (string, bool) {
	end := min(digitsEnd(s, 0), most)
	if end < least {
		return s, false
	}
	n, err := strconv.Atoi(s[:end])
	*into = n
	return s[end:], err == nil
}
