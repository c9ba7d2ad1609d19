package flow

import (
	"strconv"
	"strings"
)

// CompareView is in what two versions differ.
type CompareView struct {
	Head      HeadView
	From, To  VersionView
	Sentences []string
	Lines     []Line
	Cut       bool  // the texts are too long for their lines to be compared
	Numbers   []int // of the versions there are, the newest first
}

// Line is a line of two texts that are compared.
type Line struct {
	Look               string // added gone gap, or "" for what both have
	Text               string // of one that both have
	Before, In, Behind string // of one that only one has: what is different in it, and around that
}

// Bounds of a comparison: of the lines that are compared, and of those that are
// shown around one that differs.
const (
	maxCompared = 1500
	around      = 2
)

// Compared lays two texts side by side, line by line. Long stretches that are the
// same are left out. cut says that there are too many lines to find out which are
// the same.
func Compared(from, to string) (lines []Line, cut bool) {
	a, b := strings.Split(strings.TrimSpace(from), "\n"), strings.Split(strings.TrimSpace(to), "\n")
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x) > maxCompared || len(y) > maxCompared {
		return nil, true
	}
	for _, s := range a[:head] {
		lines = append(lines, Line{Text: s})
	}
	lines = append(lines, middle(x, y)...)
	for _, s := range a[len(a)-tail:] {
		lines = append(lines, Line{Text: s})
	}
	return folded(lines), false
}

// middle compares by the longest lines in common.
func middle(a, b []string) (lines []Line) {
	longest := make([][]int32, len(a)+1)
	for i := range longest {
		longest[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if longest[i][j] = max(longest[i+1][j], longest[i][j+1]); a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	var gone, added []string
	flush := func() {
		for k, s := range gone {
			lines = append(lines, line("gone", s, at(added, k)))
		}
		for k, s := range added {
			lines = append(lines, line("added", s, at(gone, k)))
		}
		gone, added = nil, nil
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			flush()
			lines = append(lines, Line{Text: a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			gone, i = append(gone, a[i]), i+1
		default:
			added, j = append(added, b[j]), j+1
		}
	}
	flush()
	return lines
}

func at(all []string, i int) string {
	if i < len(all) {
		return all[i]
	}
	return ""
}

// line marks what of a line is not in the one that took its place, word by word.
func line(look, s, other string) Line {
	if other == "" {
		return Line{Look: look, In: s}
	}
	a, b := strings.SplitAfter(s, " "), strings.SplitAfter(other, " ")
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return Line{
		Look: look, Before: strings.Join(a[:head], ""), In: strings.Join(a[head:len(a)-tail], ""), Behind: strings.Join(a[len(a)-tail:], ""),
	}
}

// folded leaves out long stretches that are the same.
func folded(lines []Line) (short []Line) {
	near := make([]bool, len(lines))
	for i, l := range lines {
		if l.Look != "" {
			for k := max(0, i-around); k <= min(len(lines)-1, i+around); k++ {
				near[k] = true
			}
		}
	}
	for i, l := range lines {
		if near[i] {
			short = append(short, l)
		} else if len(short) > 0 && short[len(short)-1].Look != "gap" {
			short = append(short, Line{Look: "gap"})
		}
	}
	if n := len(short); n > 0 && short[n-1].Look == "gap" {
		short = short[:n-1]
	}
	return short
}

// sign is how a line begins that only one text has.
func (l Line) sign() string {
	return map[string]string{"added": "+", "gone": "−", "gap": "⋯"}[l.Look]
}

func itoa(n int) string { return strconv.Itoa(n) }
