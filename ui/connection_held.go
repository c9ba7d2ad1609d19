package ui

import (
	"maps"
	"sync"
	"time"

	"stanok/engine"
)

// held are secrets that people typed into a form that was shown to them again:
// a page never holds a secret, only the word under which it waits here.
type held struct {
	mu sync.Mutex
	of map[string]heldSecrets
}

type heldSecrets struct {
	ws     engine.WorkspaceID
	values map[string]engine.Secret
	until  time.Time
}

// Bounds of what is held.
const (
	heldFor = 30 * time.Minute
	maxHeld = 200
)

// put keeps secrets and returns the word for them; "" if there are none.
func (h *held) put(ws engine.WorkspaceID, values map[string]engine.Secret, now time.Time) string {
	if len(values) == 0 {
		return ""
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.of, func(_ string, s heldSecrets) bool { return !now.Before(s.until) })
	for word := range h.of {
		if len(h.of) < maxHeld {
			break
		}
		delete(h.of, word)
	}
	if h.of == nil {
		h.of = map[string]heldSecrets{}
	}
	word := engine.NewToken()
	h.of[word] = heldSecrets{ws, values, now.Add(heldFor)}
	return word
}

// take returns what is held under a word, and keeps it no longer.
func (h *held) take(ws engine.WorkspaceID, word string, now time.Time) map[string]engine.Secret {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.of[word]
	if !ok || s.ws != ws || !now.Before(s.until) {
		return nil
	}
	delete(h.of, word)
	return s.values
}

// peek names what is held under a word.
func (h *held) peek(ws engine.WorkspaceID, word string, now time.Time) map[string]engine.Secret {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.of[word]; s.ws == ws && now.Before(s.until) {
		return s.values
	}
	return nil
}
