// Package present knows which pages are open now, and who looks at them: as long
// as each page holds a stream. Nothing of it is stored.
package present

import (
	"slices"
	"sync"
)

// Page is one page that is open.
type Page struct {
	Client string // the page's own id
	Person string // id of who looks at it
	Name   string // theirs
	At     string // the node at hand
}

// maxPages bounds how many pages of one thing are told of.
const maxPages = 200

// Book lists the pages that are open, by what they show. The zero Book is empty;
// any number of goroutines may use it.
type Book struct {
	mu   sync.Mutex
	open map[string][]*Visit // what is shown; the oldest first
}

// Visit is a page for as long as it is open.
type Visit struct {
	book  *Book
	shows string
	page  Page
	stirs chan struct{}
}

// Enter notes that a page is open, until Leave.
func (b *Book) Enter(shows string, p Page) *Visit {
	b.mu.Lock()
	defer b.mu.Unlock()
	v := &Visit{book: b, shows: shows, page: p, stirs: make(chan struct{}, 1)}
	if len(b.open[shows]) >= maxPages {
		return v // it is told of the others, and they not of it
	}
	if b.open == nil {
		b.open = map[string][]*Visit{}
	}
	b.open[shows] = append(b.open[shows], v)
	b.stir(shows)
	return v
}

// Leave notes that the page is gone.
func (v *Visit) Leave() {
	b := v.book
	b.mu.Lock()
	defer b.mu.Unlock()
	left := slices.DeleteFunc(b.open[v.shows], func(other *Visit) bool { return other == v })
	if b.open[v.shows] = left; len(left) == 0 {
		delete(b.open, v.shows)
	}
	b.stir(v.shows)
}

// Others lists the other pages that show the same, the oldest first. A page that
// has come again before it was found gone counts once.
func (v *Visit) Others() []Page {
	b := v.book
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []Page
	for _, other := range b.open[v.shows] {
		p := other.page
		if p.Client == v.page.Client || slices.ContainsFunc(all, func(q Page) bool { return q.Client == p.Client }) {
			continue
		}
		all = append(all, p)
	}
	return all
}

// Stirred gives something whenever Others may say something else, and at first.
func (v *Visit) Stirred() <-chan struct{} { return v.stirs }

// Move notes that a person's page has another node at hand.
func (b *Book) Move(shows, client, person, at string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	moved := false
	for _, v := range b.open[shows] {
		if v.page.Client == client && v.page.Person == person && v.page.At != at {
			v.page.At, moved = at, true
		}
	}
	if moved {
		b.stir(shows)
	}
}

func (b *Book) stir(shows string) {
	for _, v := range b.open[shows] {
		select {
		case v.stirs <- struct{}{}:
		default: // it is told already
		}
	}
}
