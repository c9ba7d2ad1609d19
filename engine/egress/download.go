package egress

import (
	"context"
	"io"
	"net/http"
)

// Download sends r, a GET, and writes its answer to w as it comes, however large
// it is: for what the operator asks for by hand. It is bounded by ctx alone. What
// a server or a proxy on the way compressed is written as it was before.
// Anything but 200 is an Answer with its body, and nothing is written. An answer
// that ends early is an error, and what was written then is of no use.
func (e *Egress) Download(ctx context.Context, r Request, w io.Writer) (*Answer, error) {
	t, err := e.prepare(&r)
	if err != nil {
		return nil, err
	}
	if e.rules.portClosed(t.port) {
		return nil, blocked(t.label, reasonPort)
	}
	sent := &wire{}
	resp, failure := e.plain.RoundTrip(build(ctx, &r, t, sent))
	if failure != nil {
		return nil, e.sendError(ctx, &r, t, sent, failure)
	}
	if resp.StatusCode != 200 {
		answer, fault := e.receive(ctx, &r, t, resp)
		if fault != nil {
			return nil, fault
		}
		return answer, nil
	}
	defer resp.Body.Close()
	if err := e.pour(w, resp); err != nil {
		return nil, readError(ctx, &r, t, err)
	}
	return &Answer{Status: resp.StatusCode, Header: resp.Header, ContentType: resp.Header.Get("Content-Type")}, nil
}

// pour writes the body of an answer to w, without its encoding.
func (e *Egress) pour(w io.Writer, resp *http.Response) error {
	source, err := e.room.decoded(resp.Body, resp.Header.Get("Content-Encoding"))
	if err != nil {
		return err
	}
	defer source.release()
	_, err = io.Copy(w, source)
	return err
}
