package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"stanok/engine"
	"stanok/engine/egress"
)

// client calls the API of a running server, which STANOK_URL and STANOK_TOKEN
// name.
type client struct {
	out      *egress.Egress
	url      string
	token    engine.Secret
	language string
}

func (p program) client() (client, error) {
	c := client{
		url: strings.TrimRight(p.env("STANOK_URL"), "/"), token: engine.Secret(p.env("STANOK_TOKEN")), language: p.language(),
	}
	if c.url == "" || c.token == "" {
		return c, errors.New("STANOK_URL and STANOK_TOKEN must name the running server and a token for it")
	}
	everywhere := []egress.AllowRule{
		{Prefix: netip.MustParsePrefix("0.0.0.0/0")}, {Prefix: netip.MustParsePrefix("::/0")},
	}
	c.out = egress.New(egress.Config{Allow: everywhere, UserAgent: "stanok/" + version})
	return c, nil
}

func (c client) request(method, path, kind, accept string, body []byte) egress.Request {
	return egress.Request{
		Method: method, URL: c.url + "/api/v1" + path, Body: body, Credentialed: true,
		Header: http.Header{
			"Authorization": {"Bearer " + c.token.Reveal()}, "Content-Type": {kind}, "Accept": {accept},
			"Accept-Language": {c.language},
		},
	}
}

func (c client) call(method, path, kind, accept string, body []byte, out any) ([]byte, error) {
	answer, err := c.out.Do(context.Background(), c.request(method, path, kind, accept, body))
	if err != nil {
		return nil, err
	}
	return answer.Body, decodeAnswer(answer.Status, answer.Body, out)
}

// importFiles creates a processing of each document.
func importFiles(p program, args []string) int {
	c, err := p.client()
	if err != nil || len(args) == 0 {
		return p.misused("import", err)
	}
	code := exitDone
	for _, file := range args {
		if err := p.importFile(c, file); err != nil {
			fmt.Fprintf(p.err, "stanok: %s: %s\n", file, p.sentence(err))
			code = exitOf(err)
		}
	}
	return code
}

func (p program) importFile(c client, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return usageError{err}
	}
	var made struct {
		ID, Name string
		Problems []problem
	}
	if _, err := c.call("POST", "/processings", "application/yaml", "application/json", raw, &made); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s %s, %d problems\n", made.ID, made.Name, len(made.Problems))
	return nil
}

// export prints processings as YAML documents.
func export(p program, args []string) int {
	c, err := p.client()
	if err != nil || len(args) == 0 {
		return p.misused("export", err)
	}
	for i, id := range args {
		raw, err := c.call("GET", "/processings/"+url.PathEscape(id), "", "application/yaml", nil, nil)
		if err != nil {
			fmt.Fprintf(p.err, "stanok: %s: %s\n", id, p.sentence(err))
			return exitFailed
		}
		if i > 0 {
			fmt.Fprintln(p.out, "---")
		}
		_, _ = p.out.Write(raw)
	}
	return exitDone
}
