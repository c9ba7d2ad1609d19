package bolt

import (
	"errors"
	"strings"
	"sync/atomic"
	"syscall"

	"stanok/engine"
)

// health is whether the disk can be trusted and has room.
type health struct {
	folder  string
	reserve int64 // bytes; 0 for the default's
	measure func(folder string) (free, total int64, err error)

	failed chan struct{} // closed when the disk refused to make a write durable
	cause  atomic.Pointer[engine.Error]
	full   atomic.Bool // the last write found no room
	low    atomic.Bool // less than the reserve is free
}

// Of the volume, what is kept free at most and in parts of it.
const (
	reserveMost  = 256 << 20
	reserveParts = 20
)

// roomToTry is how much must be free before a full disk is tried again.
const roomToTry = 8 << 20

// err is what every call fails with once a write could not be made durable.
func (h *health) err() error {
	if e := h.cause.Load(); e != nil {
		return e
	}
	return nil
}

// accepting fails while there is too little room to begin anything new.
func (h *health) accepting() error {
	if h.low.Load() {
		return errFull(nil)
	}
	return h.err()
}

// writable fails if a write would surely fail. A commit that finds no room
// costs a look at the whole file, so a full disk is asked first.
func (h *health) writable() error {
	if err := h.err(); err != nil {
		return err
	}
	if !h.full.Load() {
		return nil
	}
	if free, _, err := h.measure(h.folder); err == nil && free < roomToTry {
		return errFull(nil)
	}
	h.full.Store(false)
	return nil
}

// broke classifies the error of a write. But for a full disk there is no going
// on: after a failed sync the kernel may have dropped what was to be written,
// and the next sync would succeed without it.
func (h *health) broke(err error) error {
	if isFull(err) {
		h.full.Store(true)
		return errFull(err)
	}
	e := &engine.Error{Kind: engine.Unavailable, Code: "storage.failed", Err: err}
	if h.cause.CompareAndSwap(nil, e) {
		close(h.failed)
	}
	return h.err()
}

// look measures how much room there is. Once there was too little, half as much
// again as the reserve is asked for.
func (h *health) look() {
	free, total, err := h.measure(h.folder)
	if err != nil {
		return // nothing is known, so nothing changes
	}
	need := h.reserve
	if need == 0 {
		need = min(reserveMost, total/reserveParts)
	}
	if h.low.Load() {
		need += need / 2
	}
	h.low.Store(free < need)
}

// measure tells the room on the volume of a folder, as anyone but root has it.
func measure(folder string) (free, total int64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), nil
}

// isFull recognises a full disk, also where bbolt kept only the text of it.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		strings.Contains(err.Error(), syscall.ENOSPC.Error()) || strings.Contains(err.Error(), syscall.EDQUOT.Error())
}

func errFull(err error) error {
	return &engine.Error{Kind: engine.Unavailable, Code: "storage.full", Err: err}
}

func errClosed() error {
	return &engine.Error{Kind: engine.Unavailable, Code: "storage.closed"}
}
