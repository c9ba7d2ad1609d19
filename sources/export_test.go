package sources

import (
	"stanok/engine"

	"maps"
	"slices"
	"time"
)

// What the tests of this package look at from inside.
var (
	ParseDuration = parseDuration
	ParseSize     = parseSize
	ParseCron     = parseCron
	Convert       = convert
	IsInterval    = isInterval
	Network       = network
)

// Next is the timetable's.
func (t *timetable) Next() nextFunc { return t.next }

type nextFunc = func(after time.Time) (time.Time, bool)

// NewLimiter makes one with text keys.
func NewLimiter(perSecond float64, burst, keys int) *limiter[string] {
	return newLimiter[string](perSecond, burst, keys)
}

// Allow is the limiter's.
func (l *limiter[K]) Allow(key K, now time.Time) (time.Duration, bool) { return l.allow(key, now) }

// Size is how many keys are remembered.
func (l *limiter[K]) Size() int { return len(l.recent) + len(l.previous) }

// Configs are what each source's config is read into.
var Configs = map[string]any{webhookType: webhookConfig{}, scheduleType: scheduleConfig{}, manualType: manualConfig{}, engine.CallSource: callConfig{}, engine.FailureSource: failureConfig{}}

// Codes are those with a status of their own.
func Codes() []string { return slices.Collect(maps.Keys(statuses)) }
