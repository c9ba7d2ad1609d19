package flow_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/ui/page/flow"
)

func TestTwoTextsAreComparedLineByLineAndWordByWord(t *testing.T) {
	from := "a\nb\nc\nurl: one two three\nd\ne\nf\ng\nh"
	to := "a\nb\nc\nurl: one 2 three\nd\ne\nf\ng\nx\nh"
	lines, cut := flow.Compared(from, to)
	var said []string
	for _, l := range lines {
		said = append(said, l.Look+":"+l.Text+l.Before+"["+l.In+"]"+l.Behind)
	}
	want := ":b[] :c[] gone:url: one [two ]three added:url: one [2 ]three :d[] :e[] :f[] :g[] added:[x] :h[]"
	if got := strings.Join(said, " "); cut || got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if lines, _ := flow.Compared(from, from); len(lines) != 0 {
		t.Errorf("the same text differs: %v", lines)
	}
	if _, cut := flow.Compared(strings.Repeat("a\nb\n", 2000), strings.Repeat("c\n", 2000)); !cut {
		t.Error("texts of any length are compared")
	}
}

func TestAComparisonHoldsAllThatDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c c", "d"}), 1, 12)
		from, to := text.Draw(t, "from"), text.Draw(t, "to")
		lines, _ := flow.Compared(strings.Join(from, "\n"), strings.Join(to, "\n"))
		gone, added := 0, 0
		for _, l := range lines {
			switch l.Look {
			case "gone":
				gone++
			case "added":
				added++
			}
		}
		if len(from)-gone != len(to)-added || gone+added == 0 && strings.Join(from, "\n") != strings.Join(to, "\n") {
			t.Fatalf("%d lines are gone of %v, %d came in %v", gone, from, added, to)
		}
	})
}
