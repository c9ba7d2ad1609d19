package main

import (
	"strings"
	"testing"
)

func TestOneOperationOfALaneIsUnderWayAtATime(t *testing.T) {
	k := newSink(t)
	in := start(t, nil)
	link := in.deploy(strings.Replace(gated(k, "accepted"), "{concurrency: 1}", `{lane: "{{ source.json.order }}"}`, 1)).Link
	first := in.send(link, `{"order": 7}`)
	await(t, k.reached, "the first call of order 7")
	second := in.send(link, `{"order": "7"}`) // the same value, said otherwise
	other := in.send(link, `{"order": 8}`)
	if key := await(t, k.reached, "the call of order 8"); !strings.HasPrefix(key, other+"/") {
		t.Errorf("called with %s, want operation %s", key, other)
	}
	k.release <- struct{}{}
	k.release <- struct{}{}
	if key := await(t, k.reached, "the second call of order 7"); !strings.HasPrefix(key, second+"/") {
		t.Errorf("called with %s, want operation %s", key, second)
	}
	if op := in.finished(first); op.State != "succeeded" {
		t.Errorf("the first of order 7 is %s", op.State)
	}
	close(k.release)
	in.finished(second)
}
