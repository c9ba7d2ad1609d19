package sources

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"time"

	"stanok/engine"
)

// bodyTime is how long a sender may take to send a body.
const bodyTime = 10 * time.Second

// firstBuffer is how much is set aside for a body on its sender's word.
const firstBuffer = 64 << 10

// readBody reads the whole body, or refuses it. No more than the limit is ever
// read, whatever length was promised.
func (x *exchange) readBody() ([]byte, error) {
	limit, promised := x.link.maxBody, x.r.ContentLength
	if promised > limit {
		return nil, x.tooLarge()
	}
	if promised == 0 || x.r.Body == nil {
		return nil, nil
	}
	control := http.NewResponseController(x.w)
	_ = control.SetReadDeadline(x.h.cfg.Clock.Now().Add(bodyTime)) // or as the server has it
	var b bytes.Buffer
	b.Grow(int(min(max(promised, 0), firstBuffer)) + bytes.MinRead)
	_, err := b.ReadFrom(http.MaxBytesReader(x.w, x.r.Body, limit))
	_ = control.SetReadDeadline(time.Time{}) // a waiting sender would seem gone
	return b.Bytes(), x.readError(err)
}

func (x *exchange) readError(err error) error {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return x.tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		x.w.Header().Set("Connection", "close")
		return refuse("webhook.slow", "limit", "10 s")
	}
	x.w.Header().Set("Connection", "close")
	e := refuse("webhook.cut_off")
	e.Err = err
	return e
}

func (x *exchange) tooLarge() *engine.Error {
	x.w.Header().Set("Connection", "close")
	return refuse("webhook.body_size", "limit", sizeText(x.link.maxBody))
}
