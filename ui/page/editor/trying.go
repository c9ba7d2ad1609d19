package editor

import (
	"strconv"
	"strings"
)

// GoalView is something that a test really sends, and where.
type GoalView struct{ Number, Name, Method, Host string }

// Text is where it goes, or who sends it if that is not known yet.
func (g GoalView) Text() string { return or(g.Host, g.Name) }

// testText says what a test of the node at hand runs: that alone, or what it waits
// for as well.
func (d *Draft) testText() string {
	if len(d.Values.Before) == 0 {
		return d.Voice.T("editor.test_action")
	}
	var numbers []int
	for _, id := range append(d.Values.Before[:len(d.Values.Before):len(d.Values.Before)], d.At) {
		if n, err := strconv.Atoi(d.Bead(id).Number); err == nil {
			numbers = append(numbers, n)
		}
	}
	return d.Voice.T("editor.test_actions", "numbers", ranges(numbers))
}

// ranges writes numbers that grow: 2–4, 6.
func ranges(numbers []int) string {
	var all []string
	for i := 0; i < len(numbers); {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		one := strconv.Itoa(numbers[i])
		switch end - i {
		case 0:
		case 1:
			one += ", " + strconv.Itoa(numbers[end])
		default:
			one += "–" + strconv.Itoa(numbers[end])
		}
		all, i = append(all, one), end+1
	}
	return strings.Join(all, ", ")
}
