//go:build !race

package eval_test

// slowdown is how many times longer the race detector may take.
const slowdown = 1
