package eval

import (
	"maps"
	"slices"
	"strings"
)

// closest gives the candidate most like name, or "" when none is like it.
// Candidates are looked at in sorted order, so the answer is always the same.
func closest(name string, candidates []string) string {
	const most = 500
	wanted := []rune(strings.ToLower(excerpt(name, 64)))
	best, bestDistance := "", max(2, len(wanted)/3)+1
	sorted := slices.Sorted(slices.Values(candidates))
	for _, candidate := range sorted[:min(len(sorted), most)] {
		other := []rune(strings.ToLower(excerpt(candidate, 64)))
		if d := distance(wanted, other); d < bestDistance && d < max(len(wanted), len(other)) {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// Closest gives at most so many of the candidates that are like name, the most
// like it first.
func Closest(name string, candidates []string, most int) []string {
	left := slices.Clone(candidates)
	var all []string
	for len(all) < most {
		one := closest(name, left)
		if one == "" {
			break
		}
		all = append(all, one)
		left = slices.DeleteFunc(left, func(s string) bool { return s == one })
	}
	return all
}

// distance counts the letters to insert, remove, change or swap.
func distance(a, b []rune) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// keysOf gives the keys of an object, sorted.
func keysOf(object map[string]any) []string {
	return slices.Sorted(maps.Keys(object))
}
