package sources

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"time"

	"stanok/engine"
)

// statuses are the answers to what can be wrong with a request. Codes that are
// not here go by their kind.
var statuses = map[string]int{
	"webhook.unknown_link":  http.StatusNotFound,
	"webhook.method":        http.StatusMethodNotAllowed,
	"webhook.address":       http.StatusUnauthorized,
	"webhook.signature":     http.StatusUnauthorized,
	"webhook.header_size":   http.StatusRequestHeaderFieldsTooLarge,
	"webhook.url_size":      http.StatusRequestURITooLong,
	"webhook.compressed":    http.StatusUnsupportedMediaType,
	"webhook.rate":          http.StatusTooManyRequests,
	"webhook.body_size":     http.StatusRequestEntityTooLarge,
	"webhook.slow":          http.StatusRequestTimeout,
	"webhook.cut_off":       http.StatusBadRequest,
	"operation.depth":       http.StatusLoopDetected,
	"queue.full":            http.StatusTooManyRequests,
	"processing.incomplete": http.StatusServiceUnavailable,
	"internal":              http.StatusInternalServerError,
}

// webhookCodes are those a sender can meet.
var webhookCodes = []string{
	"webhook.unknown_link", "webhook.method", "webhook.address", "webhook.signature", "webhook.header_size",
	"webhook.url_size", "webhook.compressed", "webhook.rate", "webhook.body_size", "webhook.slow", "webhook.cut_off",
	"webhook.ping", "webhook.repeat", "value.encoding", "value.missing", "value.kind",
	"parse.not_json", "parse.not_xml", "parse.not_form", "parse.limit",
	"operation.depth", "operation.failed", "operation.no_reply", "operation.cancelled",
	"queue.full", "processing.stopped", "processing.incomplete", "storage.full", "storage.failed", "engine.stopping",
	"internal",
}

// refuse makes the error of a request that goes no further; args are names and
// values in turn.
func refuse(code string, args ...string) *engine.Error {
	e := &engine.Error{Kind: engine.Invalid, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = map[string]string{}
		}
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// statusOf is the status that says what err says.
func statusOf(e *engine.Error) int {
	if status, ok := statuses[e.Code]; ok {
		return status
	}
	switch e.Kind {
	case engine.Unavailable, engine.Canceled:
		return http.StatusServiceUnavailable
	case engine.Invalid:
		return http.StatusUnprocessableEntity
	case engine.NotFound:
		return http.StatusNotFound
	case engine.Conflict:
		return http.StatusConflict
	case engine.Denied:
		return http.StatusUnauthorized
	}
	return http.StatusInternalServerError
}

// errorOf is err as an engine.Error, whatever it came as.
func errorOf(err error) *engine.Error {
	if e := (*engine.Error)(nil); errors.As(err, &e) {
		return e
	}
	kind := engine.KindOf(err)
	code := "internal"
	if kind == engine.Unavailable || kind == engine.Canceled {
		code = "storage.failed"
	}
	if p := engine.ProblemsOf(err); kind == engine.Invalid && len(p) > 0 {
		return &engine.Error{Kind: kind, Code: p[0].Code, Args: p[0].Args, Field: p[0].Field, Err: err}
	}
	return &engine.Error{Kind: kind, Code: code, Err: err}
}

// retryAfter is when asking again makes sense, in whole seconds; 0 for never.
func retryAfter(e *engine.Error, status int) int {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0
	}
	after := cmp.Or(e.After, 5*time.Second)
	if status == http.StatusTooManyRequests {
		after = cmp.Or(e.After, time.Second)
	}
	return int((after + time.Second - 1) / time.Second)
}

// said to a sender: {"error": {…}}, with all five keys whatever they hold.
type errorBody struct {
	Error struct {
		Code      string             `json:"code"`
		Message   string             `json:"message"`
		Field     string             `json:"field"`
		Hint      string             `json:"hint"`
		Operation engine.OperationID `json:"operation"`
	} `json:"error"`
}

// tell answers with an error, in the sender's language.
func (h *Webhook) tell(w http.ResponseWriter, r *http.Request, status int, e *engine.Error, op engine.OperationID) {
	var body errorBody
	body.Error.Code, body.Error.Field, body.Error.Operation = e.Code, e.Field, op
	body.Error.Message, body.Error.Hint = h.cfg.Say(r, e.Code, maps.Clone(e.Args))
	if after := retryAfter(e, status); after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(after))
	}
	protect(w.Header())
	w.Header().Set("Content-Type", plainJSONType)
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // a sender that has gone is nobody to tell
}
