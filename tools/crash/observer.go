package main

import (
	"context"
	"net/url"
	"sync"
	"time"
)

// observer remembers the final state in which each operation was first seen.
type observer struct {
	site *site

	mu   sync.Mutex
	seen map[string]ending
}

// run looks again and again until ctx ends. What cannot be read is not looked
// at: the program is down half of the time.
func (o *observer) run(ctx context.Context) {
	for newest := (url.Values{"limit": {"500"}}); ctx.Err() == nil; pause(ctx, 100*time.Millisecond) {
		page, _, err := o.site.Operations(newest)
		if err != nil {
			continue
		}
		o.mu.Lock()
		for _, op := range page {
			end := ending{op.State, op.FinishedAt}
			if _, known := o.seen[op.ID]; !known && end.final() {
				o.seen[op.ID] = end
			}
		}
		o.mu.Unlock()
	}
}
