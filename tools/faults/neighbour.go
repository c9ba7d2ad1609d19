package main

import (
	"context"
	"time"

	"stanok/tools/load"
	"stanok/tools/program"
)

// neighbour is a program to which nothing is done, with an honest sender of its own.
// How long that one waits meanwhile is what the machine costs, which both share.
type neighbour struct {
	house   *house
	process *program.Process
	link    string
}

func (t *trial) neighbour(ctx context.Context) (*neighbour, error) {
	h, err := t.house("neighbour")
	if err != nil {
		return nil, err
	}
	n := &neighbour{house: h}
	if n.process, err = h.start(ctx); err == nil {
		n.link, err = h.deploy("neighbour", "{concurrency: 16}")
	}
	if err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

func (n *neighbour) close() {
	if n.process != nil {
		n.process.Kill()
	}
	n.house.close()
}

// mostOfNeighbour is how many times as long as a neighbour's sender one may wait.
const mostOfNeighbour = 2

// besideNeighbour sees that an honest sender was answered about as soon as that of a
// program to which nothing was done meanwhile. In a short run nothing is measured
// exactly.
func (t *trial) besideNeighbour(who string, answers, its []answer) {
	is, beside := waits(answers, 99), waits(its, 99)
	bound := mostOfNeighbour * beside
	if t.short {
		bound = max(bound, t.soon(100*time.Millisecond))
	}
	t.see(is <= bound, "%s answered within %v in 99 of 100 (at most %v: twice the %v of a program beside it, to which nothing is done)",
		who, is.Round(100*time.Microsecond), bound.Round(100*time.Microsecond), beside.Round(100*time.Microsecond))
}

// waits is how long so many of 100 accepted events waited for their answer.
func waits(answers []answer, of100 int) time.Duration {
	var took []time.Duration
	for _, a := range acceptedOf(answers) {
		took = append(took, a.got.Sub(a.due))
	}
	return load.Percentile(took, of100)
}
