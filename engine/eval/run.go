package eval

import "time"

// run is one evaluation: its variables and what is left of its budget.
type run struct {
	env Env
	// locals are let variables, the element of a predicate and rows of $each,
	// each in the slot the compiler gave it.
	locals []any
	steps  int
	// total is what a composer has left for all its expressions, composed is
	// how long the output was before it began.
	total    int
	composed int
	texts    int
	checks   int
	start    time.Time
	time     time.Duration
	zones    map[string]*time.Location
}

func newRun(env Env) *run {
	return &run{env: env, steps: MaxSteps, time: MaxTime}
}

// spend takes n steps from the budget.
func (r *run) spend(n int) error {
	r.steps -= n
	if r.steps < 0 {
		return fail("value.limit", -1, "limit", "steps")
	}
	return r.clock(n)
}

// clock looks at the time once in many steps.
func (r *run) clock(n int) error {
	r.checks += n
	if r.checks < 2048 {
		return nil
	}
	r.checks = 0
	if r.start.IsZero() {
		r.start = time.Now()
		return nil
	}
	if time.Since(r.start) > r.time {
		return fail("value.limit", -1, "limit", "time")
	}
	return nil
}

// grow takes n bytes of text from the budget, before they are made.
func (r *run) grow(n int) error {
	if n < 0 || n > MaxText || r.texts+n > maxTextInAll {
		return fail("value.limit", -1, "limit", "text")
	}
	r.texts += n
	return r.spend(n / bytesPerTextStep)
}

// read pays for looking through n bytes of text.
func (r *run) read(n int) error { return r.spend(n / bytesPerTextStep) }

// bind puts a value into a slot and frees those above.
func (r *run) bind(slot int, v any) {
	r.locals = append(r.locals[:slot], v)
}
