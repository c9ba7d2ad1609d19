package standin

// EnvyboxQuirks are what sources disagree about and what makes tests easier.
// The zero value is Envybox as working clients see it.
type EnvyboxQuirks struct {
	// AcceptBare takes a body without the {"request":…} around it. Every
	// working client sends the wrapper; a published instruction shows none.
	AcceptBare bool

	// RejectRepeats refuses a lead whose Idempotency-Key was seen already,
	// with status_code 409. Envybox itself is not known to look at that header.
	RejectRepeats bool

	// Strict refuses a custom input_id that is not in the catalogue and a
	// contact type that is not documented. What Envybox does is not known.
	Strict bool
}

// Quirks are those switched on now.
func (e *Envybox) Quirks() EnvyboxQuirks { return *e.quirks.Load() }

// Switch changes quirks. The function may be called more than once.
func (e *Envybox) Switch(change func(*EnvyboxQuirks)) {
	for {
		old := e.quirks.Load()
		changed := *old
		change(&changed)
		if e.quirks.CompareAndSwap(old, &changed) {
			return
		}
	}
}
