package typed

import (
	"maps"
	"sync"
	"time"

	"stanok/engine"
)

// Bounds of what is kept.
const (
	For      = 30 * time.Minute
	maxForms = 100
)

// Kept are forms that wait for who typed them, in memory alone. The zero Kept is
// empty; any number of goroutines may use it.
type Kept struct {
	mu sync.Mutex
	of map[string]waiting
}

type waiting struct {
	form  Form
	until time.Time
}

// Put keeps a form for a while and returns the word to ask for it by.
func (k *Kept) Put(f Form, now time.Time) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.DeleteFunc(k.of, func(_ string, w waiting) bool { return !now.Before(w.until) })
	for word := range k.of {
		if len(k.of) < maxForms {
			break
		}
		delete(k.of, word)
	}
	if k.of == nil {
		k.of = map[string]waiting{}
	}
	word := engine.NewToken()
	k.of[word] = waiting{f, now.Add(For)}
	return word
}

// Has reports whether a form is kept under a word.
func (k *Kept) Has(word string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	w, ok := k.of[word]
	return ok && now.Before(w.until)
}

// Take returns the form that a person typed on a page, and keeps it no longer. It
// is false if the word is not for that.
func (k *Kept) Take(word, person, page string, now time.Time) (Form, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	w, ok := k.of[word]
	if !ok || !now.Before(w.until) || w.form.Person != person || w.form.Page != page {
		return Form{}, false
	}
	delete(k.of, word)
	return w.form, true
}
