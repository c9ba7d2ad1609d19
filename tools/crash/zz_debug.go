package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"sort"
	"time"
)

func (c *campaign) debugStuck() {
	page, _, _ := c.site.Operations(url.Values{"state": {"kept,queued,running,waiting"}, "limit": {"500"}})
	for i, op := range page {
		if i > 2 && i < len(page)-2 {
			continue
		}
		r, _ := http.NewRequest("GET", "http://"+c.site.Addr+"/api/v1/operations/"+op.ID, nil)
		r.Header.Set("Authorization", "Bearer measured-from-outside-4c0d7b19e2a85f36")
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			continue
		}
		io.Copy(os.Stderr, a.Body)
		a.Body.Close()
		fmt.Fprintln(os.Stderr)
	}
}

func (c *campaign) debugRepeats(e *evidence) {
	var lat []time.Duration
	for _, r := range e.receipts {
		lat = append(lat, r.got.Sub(r.sent))
	}
	sort.Slice(lat, func(i, j int) bool { return lat[i] < lat[j] })
	if len(lat) > 0 {
		fmt.Fprintln(os.Stderr, "ack latency p50", lat[len(lat)/2], "p99", lat[len(lat)*99/100], "max", lat[len(lat)-1])
	}
	last := map[string]arrival{}
	ages := map[string][]time.Duration{}
	for _, a := range e.arrivals {
		if b, ok := last[a.key]; ok && b.life < len(e.kills) && !b.answered.IsZero() {
			ages[a.flow+"/"+a.step] = append(ages[a.flow+"/"+a.step], e.proven(b.life).Sub(b.answered))
		}
		last[a.key] = a
	}
	for k, v := range ages {
		sort.Slice(v, func(i, j int) bool { return v[i] < v[j] })
		fmt.Fprintln(os.Stderr, k, len(v), v)
	}
	fmt.Fprintln(os.Stderr, "starts", c.starts)
}
