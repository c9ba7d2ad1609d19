package standin

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer answers with this status and body instead of the stand-in. headers
// are pairs of name and value; without a Content-Type among them it is JSON.
func Answer(status int, body string, headers ...string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// ErrorPage answers with a web server's HTML page, as 500, 502, 503 and the
// 403 of a firewall come in practice.
func ErrorPage(status int) Fault {
	line := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<html>\r\n<head><title>" + line + "</title></head>\r\n<body>\r\n<center><h1>" + line +
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	return Answer(status, page, "Content-Type", "text/html")
}

// TooMany answers 429. With a positive wait it says Retry-After in whole
// seconds, rounded up; U-ON and amoCRM send none.
func TooMany(wait time.Duration) Fault {
	const body = `{"result":429,"message":"Too many requests"}`
	if wait <= 0 {
		return Answer(http.StatusTooManyRequests, body)
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	return Answer(http.StatusTooManyRequests, body, "Retry-After", strconv.Itoa(seconds))
}

// Redirect sends the caller to another address.
func Redirect(status int, to string) Fault {
	return Answer(status, "", "Location", to, "Content-Type", "text/html")
}

// Flood answers 200 with valid JSON of at least n bytes.
func Flood(n int) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"padding":"`)
		block := strings.Repeat("0", 32<<10)
		for left := n; left > 0 && r.Context().Err() == nil; left -= len(block) {
			if _, err := io.WriteString(w, block[:min(left, len(block))]); err != nil {
				return
			}
		}
		_, _ = io.WriteString(w, `"}`)
	}
}
