package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"stanok/engine"
	"stanok/store/memory"
)

// localToken opens an app that nobody else can reach.
const localToken engine.Secret = "local-token-of-one-process"

// local makes an app over a store in memory, for commands without a server.
func (p program) local(s settings) (*app, error) {
	s.adminToken = localToken
	return assemble(s, memory.New(), make([]byte, engine.KeySize), slog.New(slog.DiscardHandler), nil)
}

// answer is a response kept in memory.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// caller calls the app's own API in the reader's language.
type caller struct {
	app      *app
	token    engine.Secret
	language string
}

// call calls a route and decodes the answer into out, if it is not nil. An
// answer that is no success is an apiError.
func (c caller) call(method, path, kind string, body []byte, out any) ([]byte, error) {
	u, err := url.Parse("/api/v1" + path)
	if err != nil {
		return nil, err
	}
	r := &http.Request{
		Method: method, URL: u, Host: "local", RemoteAddr: "127.0.0.1:0", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{
			"Authorization": {"Bearer " + c.token.Reveal()}, "Content-Type": {kind}, "Accept-Language": {c.language},
		},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	w := &answer{status: http.StatusOK, header: http.Header{}}
	c.app.handler.ServeHTTP(w, r)
	return w.body.Bytes(), decodeAnswer(w.status, w.body.Bytes(), out)
}

// apiError is what the API said was wrong.
type apiError struct {
	status   int
	What     struct{ Code, Message, Field, Hint string } `json:"error"`
	Problems []problem                                   `json:"problems"`
}

// problem is one of a document's, as the API shows it.
type problem struct {
	Action, Field, Code, Message, Hint string
	Line, Column                       int
}

func (e *apiError) Error() string {
	s := e.What.Message
	if s == "" {
		s = fmt.Sprintf("the server answered %d", e.status)
	}
	if e.What.Hint != "" {
		s += " " + e.What.Hint
	}
	for _, p := range e.Problems {
		s += fmt.Sprintf("\n  %d:%d: %s %s", p.Line, p.Column, p.Message, p.Hint)
	}
	return s
}

func decodeAnswer(status int, body []byte, out any) error {
	if status/100 != 2 {
		e := &apiError{status: status}
		_ = json.Unmarshal(body, e) // a body that is no JSON says nothing more
		return e
	}
	if out == nil {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return d.Decode(out)
}

// isDocument reports whether an error is about the document itself.
func isDocument(err error) bool {
	var e *apiError
	return errors.As(err, &e) && e.status == http.StatusUnprocessableEntity
}
