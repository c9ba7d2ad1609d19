package eval

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// layout is a date layout such as "YYYY-MM-DD HH:mm:ss", cut into its marks.
//
//	YYYY YY  year          HH H  hour of 24      Z   offset as +03:00
//	MM M     month         hh h  hour of 12      ZZ  offset as +0300
//	DD D     day           A a   AM or am        X   Unix seconds
//	mm m     minute        ss s  second          SSS milliseconds
//
// Text in [brackets] and everything else stands for itself.
type layout struct {
	pattern string
	marks   []mark
}

type mark struct {
	text    string
	literal bool
}

// layoutMarks are looked for in this order, the longest first.
var layoutMarks = []string{"YYYY", "SSS", "YY", "MM", "DD", "HH", "hh", "mm", "ss", "ZZ",
	"M", "D", "H", "h", "m", "s", "A", "a", "Z", "X"}

func (c *arguments) layout(i int) (layout, error) {
	pattern, err := c.text(i)
	if err != nil {
		return layout{}, err
	}
	if len(pattern) <= 200 {
		if l := layoutOf(pattern); l.says() {
			return l, nil
		}
	}
	return layout{}, errKind{c.values[i], "layout such as YYYY-MM-DD"}
}

// says reports whether a layout has a mark: one without, such as another
// program's "02.01.2006", would write the same text for every date.
func (l layout) says() bool {
	return slices.ContainsFunc(l.marks, func(m mark) bool { return !m.literal })
}

func layoutOf(pattern string) layout {
	l := layout{pattern: pattern}
	for rest := pattern; rest != ""; {
		if end := strings.IndexByte(rest, ']'); rest[0] == '[' && end > 0 {
			l.marks = append(l.marks, mark{rest[1:end], true})
			rest = rest[end+1:]
			continue
		}
		m := markAt(rest)
		l.marks = append(l.marks, m)
		rest = rest[len(m.text):]
	}
	return l
}

func markAt(s string) mark {
	for _, text := range layoutMarks {
		if strings.HasPrefix(s, text) {
			return mark{text, false}
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return mark{s[:size], true}
}

// goLayouts say how Go writes each mark; those missing are written by hand.
var goLayouts = map[string]string{
	"YYYY": "2006", "YY": "06", "MM": "01", "M": "1", "DD": "02", "D": "2", "HH": "15",
	"hh": "03", "h": "3", "mm": "04", "m": "4", "ss": "05", "s": "5", "A": "PM", "a": "pm",
	"Z": "-07:00", "ZZ": "-0700",
}

func (l layout) format(at time.Time) string {
	var b strings.Builder
	for _, m := range l.marks {
		switch {
		case m.literal:
			b.WriteString(m.text)
		case m.text == "H":
			b.WriteString(strconv.Itoa(at.Hour()))
		case m.text == "X":
			b.WriteString(strconv.FormatInt(at.Unix(), 10))
		case m.text == "SSS":
			b.WriteString(at.Format(".000")[1:])
		default:
			b.WriteString(at.Format(goLayouts[m.text]))
		}
	}
	return b.String()
}

// parse reads a date; parts the layout does not name are those of midnight on
// January 1, 1970. Everything must fit, also the days of the month.
func (l layout) parse(s string, zone *time.Location) (time.Time, bool) {
	p := dateParts{year: 1970, month: 1, day: 1, zone: zone, unix: -1}
	for _, m := range l.marks {
		var ok bool
		if m.literal {
			s, ok = strings.CutPrefix(s, m.text)
		} else {
			s, ok = p.read(m.text, s)
		}
		if !ok {
			return time.Time{}, false
		}
	}
	if s != "" {
		return time.Time{}, false
	}
	return p.time()
}
