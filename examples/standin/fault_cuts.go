package standin

import (
	"net"
	"net/http"
)

// Cut closes the connection before anything was done and before any answer.
// A client may repeat an idempotent request by itself on a reused connection,
// and then meets the next fault.
func Cut() Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { hangUp(w, false) }
}

// Reset is Cut by a TCP reset instead of an orderly end.
func Reset() Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { hangUp(w, true) }
}

// CutAfter lets the effect happen and closes the connection before any answer:
// the caller cannot know which of the two it was.
func CutAfter() Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		capture(r, answer)
		hangUp(w, false)
	}
}

// CutBody lets the effect happen and closes the connection in the middle of
// the answer, which had announced its full length.
func CutBody() Fault {
	return func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		got := capture(r, answer)
		got.sendHeader(w)
		_, _ = w.Write(got.body.Bytes()[:got.body.Len()/2])
		_ = http.NewResponseController(w).Flush()
		hangUp(w, false)
	}
}

// hangUp closes the connection below w. Without one to be had, as in an
// httptest.ResponseRecorder or over HTTP/2, it aborts the handler as net/http
// provides for.
func hangUp(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
