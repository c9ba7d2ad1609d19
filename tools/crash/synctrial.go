package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// syncedFirst is the name of what must hold of every acknowledgement.
const syncedFirst = "acknowledged without a sync"

// runSyncTrial watches the syncs of a program that nothing happens to.
func runSyncTrial(ctx context.Context, bin pair, home string, events int) ([]finding, error) {
	s, err := newSite(bin, home)
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := s.prepare(ctx, forward); err != nil {
		return nil, err
	}
	t := trace{filepath.Join(s.server.Home, "trace")}
	p, err := s.start(ctx, t.wrapper(0)...)
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	o := newOneByOne(s, p)
	defer o.conn.Close()
	o.send(ctx, events)
	if err := p.Stop(); err != nil {
		return nil, err
	}
	calls, err := t.calls(p.PID())
	if err != nil {
		return nil, err
	}
	if len(o.receipts) < events {
		return nil, fmt.Errorf("only %d of %d events were acknowledged", len(o.receipts), events)
	}
	return []finding{none(syncedFirst, unsynced(o.receipts, calls, s.server.Data()),
		fmt.Sprintf("of %d acknowledged, %d syncs", len(o.receipts), len(calls)))}, nil
}

// unsynced are the acknowledgements that no successful sync of a file of the
// data folder came before, since their event was sent.
func unsynced(receipts []receipt, calls []syncCall, folder string) (wrong []receipt) {
	for _, r := range receipts {
		synced := false
		for _, c := range calls {
			own := strings.HasPrefix(c.file, folder+string(filepath.Separator))
			synced = synced || own && !c.failed && c.ended.After(r.sent) && c.ended.Before(r.got)
		}
		if !synced {
			wrong = append(wrong, r)
		}
	}
	return wrong
}
