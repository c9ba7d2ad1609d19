package eval

import "time"

// Scope says which names an expression may use: a name, and the fields known
// below it. A nil list means that anything below is allowed.
type Scope map[string][]string

// Vars are the values behind the names of a Scope. At any level of maps a
// value may also be
//   - a func() (any, error): called when the value is first needed, and again
//     when it is needed again, so whoever gives it remembers the answer;
//   - anything with a method Reveal() string: a secret, which is revealed only
//     where it is written as text;
//   - an int, int64 or float64, which becomes a json.Number.
type Vars map[string]any

// Runtime is what functions need from the running operation.
type Runtime struct {
	// Now is the answer of now(), fixed for an operation. Its location is the
	// zone used when none is named.
	Now time.Time
	// UUID is the answer of uuid(), fixed for a step's attempts.
	UUID func() string
	// Lookup reads one row of a mapping table; nil if it has no such row. The key
	// is a scalar, a list of them, or an object of them.
	Lookup func(table string, key any) (any, error)
}

// Env is everything an evaluation sees.
type Env struct {
	Vars    Vars
	Runtime Runtime
}

// secret is a value that shows itself only where it is written as text.
type secret interface{ Reveal() string }

// Bounds of one evaluation. A person sees the first three in the sentence of
// value.limit, the next two in that of compose.limit.
const (
	MaxSteps         = 1_000_000
	MaxTime          = time.Second
	MaxText          = 16 << 20
	MaxComposed      = 10 << 20
	MaxComposeSteps  = 10 * MaxSteps
	maxTextInAll     = 4 * MaxText
	maxComposeTime   = 2 * time.Second
	maxValueDepth    = 500
	maxNodes         = 500
	maxSource        = 64 << 10
	maxPattern       = 1 << 10
	maxPatternInput  = 64 << 10
	bytesPerTextStep = 256
)
