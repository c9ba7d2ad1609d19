package document

import "strings"

// closest is the known word that a misspelt one was most likely meant to be, ""
// if none is near.
func closest(word string, known []string) string {
	best, near := "", len(word)/3+1
	for _, k := range known {
		if d := distance(strings.ToLower(word), k, near); d <= near {
			best, near = k, d-1
		}
	}
	return best
}

// distance counts the letters to put in, take out, change or swap with their
// neighbour to make b of a. It gives up at more than most.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// maxShown is how much of a person's own text a problem repeats, in characters.
const maxShown = 64

// clip shortens a text to what a problem may repeat of it.
func clip(s string) string {
	count := 0
	for i := range s {
		if count++; count > maxShown {
			return s[:i] + "…"
		}
	}
	return s
}
