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
