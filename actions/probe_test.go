package actions_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/egress"
)

// teller answers 204 and tells what it was asked.
type teller struct{ asked []egress.Request }

func (t *teller) Do(_ context.Context, r egress.Request) (*egress.Answer, error) {
	t.asked = append(t.asked, r)
	return &egress.Answer{Status: http.StatusNoContent}, nil
}

func TestAProbeIsARequestWithTheConnectionsCredentials(t *testing.T) {
	for _, tc := range []struct {
		c                  engine.Connection
		address, url, name string
	}{
		{engine.Connection{Type: "header", Fields: map[string]string{"header": "User-Key"}, Secrets: map[string]engine.Secret{"value": "s3cret"}},
			"https://a.example/me", "https://a.example/me", "User-Key"},
		{engine.Connection{Type: "bearer", Secrets: map[string]engine.Secret{"token": "s3cret"}}, "https://a.example", "https://a.example", "Authorization"},
		{engine.Connection{Type: "query", Fields: map[string]string{"param": "key"}, Secrets: map[string]engine.Secret{"value": "s3cret"}},
			"https://a.example/me?a=1", "https://a.example/me?a=1&key=s3cret", ""},
		{engine.Connection{Type: "fields", Secrets: map[string]engine.Secret{"key": "s3cret"}},
			"https://a.example/{{ connection.key }}/me.json", "https://a.example/s3cret/me.json", ""},
	} {
		tc.c.Name, tc.c.Origins = "crm", []string{"https://a.example"}
		var out teller
		status, err := actions.Probe(t.Context(), actions.Deps{Egress: &out}, engine.MainWorkspace, tc.c, tc.address)
		if err != nil || status != http.StatusNoContent || out.asked[0].URL != tc.url || out.asked[0].Method != http.MethodGet {
			t.Errorf("%s: %d %v %+v", tc.c.Type, status, err, out.asked)
			continue
		}
		if tc.name != "" && !strings.Contains(out.asked[0].Header.Get(tc.name), "s3cret") {
			t.Errorf("%s: header %v", tc.c.Type, out.asked[0].Header)
		}
	}
}

func TestAProbeGoesNowhereElseAndTellsNoSecret(t *testing.T) {
	c := engine.Connection{Name: "crm", Type: "bearer", Origins: []string{"https://a.example"}, Secrets: map[string]engine.Secret{"token": "s3cret-of-crm"}}
	for address, code := range map[string]string{
		"https://b.example/": "connection.origin", "https://{{ connection.token }}.a.example/": "connection.origin",
		"https://a.example/{{ source.id }}": "expression.unknown_name", "no address": "http.address",
	} {
		var out teller
		_, err := actions.Probe(t.Context(), actions.Deps{Egress: &out}, engine.MainWorkspace, c, address)
		var e *engine.Error
		if !as(err, &e) || len(out.asked) > 0 || strings.Contains(err.Error(), "s3cret") || strings.Contains(e.Args["origin"], "s3cret") {
			t.Errorf("%s: %v, asked %d", address, err, len(out.asked))
		} else if e.Code != code {
			t.Errorf("%s: %s, want %s", address, e.Code, code)
		}
	}
}
