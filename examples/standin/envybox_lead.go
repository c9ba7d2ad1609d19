package standin

import (
	"slices"
	"sync"
	"time"
)

// EnvyboxLead is a lead that was created.
type EnvyboxLead struct {
	ID      int
	At      time.Time
	Key     string         // the Idempotency-Key it came with
	Wrapped bool           // it stood inside of {"request":…}
	Request map[string]any // what stood there, numbers as json.Number; read, do not change
}

// EnvyboxContact is one of a lead's further contacts.
type EnvyboxContact struct{ Type, Value, Addon string }

// contactTypes are those documented.
var contactTypes = []string{
	"viber", "instagram", "whatsapp", "telegram", "vkontakte", "facebook", "skype", "note", "position",
	"work_phone", "home_phone", "mobile_phone", "email",
}

// Value is one of the lead's values as text; empty when there is none.
func (l EnvyboxLead) Value(name string) string {
	values, _ := l.Request["values"].(object)
	return text(values[name])
}

// Custom are the custom values by input_id.
func (l EnvyboxLead) Custom() map[string]string {
	found := map[string]string{}
	for _, row := range l.rows("custom") {
		found[text(row["input_id"])] = text(row["value"])
	}
	return found
}

// Contacts are the contact data, in order.
func (l EnvyboxLead) Contacts() []EnvyboxContact {
	var found []EnvyboxContact
	for _, row := range l.rows("contact_data") {
		found = append(found, EnvyboxContact{text(row["type"]), text(row["value"]), text(row["addon"])})
	}
	return found
}

// rows takes a list from within values or from beside it: both places were seen.
func (l EnvyboxLead) rows(name string) []object {
	values, _ := l.Request["values"].(object)
	inside, _ := values[name].([]any)
	beside, _ := l.Request[name].([]any)
	var rows []object
	for _, v := range slices.Concat(inside, beside) {
		if row, ok := v.(object); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// firstLead is the id before the first lead's.
const firstLead = 90_000

// envyboxLeads keeps the latest leads.
type envyboxLeads struct {
	mu   sync.Mutex
	all  tail[EnvyboxLead]
	keys map[string]int // how many leads came with this Idempotency-Key
}

func newEnvyboxLeads(keep int) *envyboxLeads {
	return &envyboxLeads{all: tail[EnvyboxLead]{limit: keep}, keys: map[string]int{}}
}

// add gives the lead its id; zero when onlyNew and its key is known.
func (s *envyboxLeads) add(l EnvyboxLead, onlyNew bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if onlyNew && s.keys[l.Key] > 0 {
		return 0
	}
	if len(s.keys) >= 10*maxRecords {
		clear(s.keys)
	}
	if l.Key != "" {
		s.keys[l.Key]++
	}
	l.ID = firstLead + s.all.total + 1
	s.all.add(l)
	return l.ID
}

func (s *envyboxLeads) find(id int) (EnvyboxLead, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.all.latest()
	i := id - (firstLead + s.all.total - len(kept)) - 1
	if i < 0 || i >= len(kept) {
		return EnvyboxLead{}, false
	}
	return kept[i], true
}

// Leads are the latest leads created, oldest first.
func (e *Envybox) Leads() []EnvyboxLead {
	e.leads.mu.Lock()
	defer e.leads.mu.Unlock()
	return slices.Clone(e.leads.all.latest())
}

// Created says how many leads were created, also those no longer kept.
func (e *Envybox) Created() int {
	e.leads.mu.Lock()
	defer e.leads.mu.Unlock()
	return e.leads.all.total
}

// Repeated are the Idempotency-Keys that made more than one lead, with how many.
func (e *Envybox) Repeated() map[string]int {
	e.leads.mu.Lock()
	defer e.leads.mu.Unlock()
	repeated := map[string]int{}
	for key, n := range e.leads.keys {
		if n > 1 {
			repeated[key] = n
		}
	}
	return repeated
}
