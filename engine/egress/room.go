package egress

import (
	"compress/gzip"
	"context"
	"errors"
	"sync"
)

// errTooLarge says that an answer passed its limit.
var errTooLarge = errors.New("the answer is too large")

const (
	pieceSize    = 32 << 10
	commonPieces = 8 << 20 / pieceSize
)

// room is the memory in which answers are read, a piece at a time. The first
// piece of each answer is free; the others come from a common stock, so that any
// number of endless answers at once stay within some 25 MiB. When the stock is
// empty, one reader is favoured: it takes what it needs, at most MaxBody, and so
// ends without waiting for the others, who wait for it.
type room struct {
	common  chan struct{} // one for each piece in use
	favour  chan struct{} // one while a reader is favoured
	spare   sync.Pool     // of *piece
	gunzips sync.Pool     // of *gzip.Reader, which hold some 40 KiB of tables each
}

type piece [pieceSize]byte

func newRoom() *room {
	return &room{
		common:  make(chan struct{}, commonPieces),
		favour:  make(chan struct{}, 1),
		spare:   sync.Pool{New: func() any { return new(piece) }},
		gunzips: sync.Pool{New: func() any { return new(gzip.Reader) }},
	}
}

// holding is what one reader has of a room.
type holding struct {
	room     *room
	pieces   []*piece
	common   int
	favoured bool
}

// more waits for another piece.
func (h *holding) more(ctx context.Context) (*piece, error) {
	if len(h.pieces) > 0 && !h.favoured {
		if err := h.wait(ctx); err != nil {
			return nil, err
		}
	}
	p := h.room.spare.Get().(*piece)
	h.pieces = append(h.pieces, p)
	return p, nil
}

func (h *holding) wait(ctx context.Context) error {
	select {
	case h.room.common <- struct{}{}: // before the favour, which is for those in need
		h.common++
		return nil
	default:
	}
	select {
	case h.room.common <- struct{}{}:
		h.common++
	case h.room.favour <- struct{}{}:
		h.favoured = true
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// joined returns the first n bytes held, in memory of their own.
func (h *holding) joined(n int) []byte {
	out := make([]byte, 0, n)
	for _, p := range h.pieces {
		out = append(out, p[:min(pieceSize, n-len(out))]...)
	}
	return out
}

func (h *holding) letGo() {
	for _, p := range h.pieces {
		h.room.spare.Put(p)
	}
	for range h.common {
		<-h.room.common
	}
	if h.favoured {
		<-h.room.favour
	}
}
