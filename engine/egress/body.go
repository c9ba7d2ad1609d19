package egress

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// read returns the body of resp, decompressed. It is the caller's to keep.
func (e *Egress) read(ctx context.Context, r *Request, resp *http.Response) ([]byte, error) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, &brokenEncoding{"upgrade"}
	}
	if resp.Body == http.NoBody || r.Method == http.MethodHead {
		return nil, nil
	}
	encoding := resp.Header.Get("Content-Encoding")
	if n := resp.ContentLength; encoding == "" && n >= 0 {
		if n > int64(r.MaxBody) {
			return nil, errTooLarge
		}
		if n <= pieceSize { // a larger number may be a lie that costs memory
			body := make([]byte, n)
			_, err := io.ReadFull(resp.Body, body)
			return body, err
		}
	}
	source, err := e.room.decoded(resp.Body, encoding)
	if err != nil {
		return nil, err
	}
	defer source.release()
	return e.room.readAll(ctx, source, r.MaxBody)
}

// readAll reads src to its end, which must come within limit bytes.
func (m *room) readAll(ctx context.Context, src io.Reader, limit int) ([]byte, error) {
	held := holding{room: m}
	defer held.letGo()
	for total := 0; ; {
		p, err := held.more(ctx)
		if err != nil {
			return nil, err
		}
		n, err := fill(p[:min(pieceSize, limit+1-total)], src) // one more, to see that there is more
		total += n
		switch {
		case total > limit:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return held.joined(total), nil
		case err != nil:
			return nil, err
		}
	}
}

// fill reads until b is full. Unlike io.ReadFull it does not turn the end of
// src into an error of its own, which would hide an answer cut short.
func fill(b []byte, src io.Reader) (n int, err error) {
	for n < len(b) && err == nil {
		var k int
		k, err = src.Read(b[n:])
		n += k
	}
	return n, err
}
