package ui

import (
	"strings"
	"unicode/utf8"

	"stanok/engine"
	"stanok/ui/part"
)

// mean is what a search that found nothing may have meant: the word nearest to
// one of its words, in names, labels and hosts.
func (q listQuery) mean(all []summary) part.LinkView {
	better, changed := make([]string, 0, 4), false
	for _, word := range strings.FieldsFunc(engine.Fold(q.text), between) {
		nearest := nearest(word, all)
		changed = changed || nearest != word
		better = append(better, nearest)
	}
	if !changed {
		return part.LinkView{}
	}
	text := strings.Join(better, " ")
	return part.LinkView{Text: text, Href: listQuery{text: text, sort: listSorts[0], page: 1}.href()}
}

// nearest is the word of all processings that is nearest to one, or that itself.
func nearest(word string, all []summary) string {
	least, best := utf8.RuneCountInString(word)/3+1, word
	for _, s := range all {
		for _, have := range strings.FieldsFunc(engine.Fold(s.Name+" "+strings.Join(s.labels, " ")+" "+s.hostWords()), between) {
			if d := distance(word, have, least); d < least {
				least, best = d, have
			}
		}
	}
	return best
}

func (d *digest) hostWords() string {
	var hosts []string
	for _, r := range d.reaches {
		hosts = append(hosts, r.host, r.connection)
	}
	return strings.Join(hosts, " ")
}

func between(r rune) bool { return strings.ContainsRune(" .,:;()«»\"'/→-", r) }

// distance is how many letters must be changed, added or left out to make b of
// a; anything from most on may be given as most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= most || len(y)-len(x) >= most {
		return most
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return min(row[len(y)], most)
}
