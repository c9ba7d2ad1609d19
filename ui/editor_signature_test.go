package ui_test

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/sources"
)

var presetOption = regexp.MustCompile(`<option value="(null|\{[^"]*scheme[^"]*)"`)

// presets are the signatures that the panel of a link offers to choose.
func (c *client) presets(id string) (all []string) {
	c.t.Helper()
	for _, m := range presetOption.FindAllStringSubmatch(c.browse("GET", "/p/"+id+"?at=source", nil).body, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

func TestEverySchemeCanBeChosenAndIsThenRight(t *testing.T) {
	c := newClient(t)
	flow := func(signature string) string {
		return fmt.Sprintf(`{"format":1,"name":"F","source":{"type":"webhook","with":{"signature":%s}},"actions":[{"id":"a","type":"set","with":{"values":{"x":"1"}}}]}`, signature)
	}
	chosen := map[string]bool{"none": true}
	for _, s := range c.presets(c.add(flow("null"))) {
		var with map[string]any
		if err := json.Unmarshal([]byte(s), &with); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if with == nil {
			continue
		}
		chosen[with["scheme"].(string)] = true
		if again := c.presets(c.add(flow(s))); !slices.Contains(again, s) {
			t.Errorf("%s is not what is chosen then, but one of %v", s, again)
		}
		_, err := webhookSource().Prepare([]byte(`{"signature":`+s+`}`), engine.Settings{})
		for _, p := range engine.ProblemsOf(err) {
			if asked := strings.TrimPrefix(with["scheme"].(string), "secret_"); p.Code != "document.required" || !slices.Contains([]string{"header", "query"}, asked) {
				t.Errorf("%s: %s %s", s, p.Field, p.Code)
			}
		}
	}
	for _, f := range webhookSource().Spec().Fields {
		for _, in := range f.Fields {
			if f.Name == "signature" && in.Name == "scheme" && !slices.Equal(slices.Sorted(maps.Keys(chosen)), slices.Sorted(slices.Values(in.Options))) {
				t.Errorf("can be chosen: %v, of %v", slices.Sorted(maps.Keys(chosen)), in.Options)
			}
		}
	}
}

func webhookSource() engine.Source {
	all := sources.All()
	return all[slices.IndexFunc(all, func(s engine.Source) bool { return s.Spec().Type == "webhook" })]
}

func TestAnotherSchemeKeepsWhatItHasToo(t *testing.T) {
	c := newClient(t)
	id := c.add(`{"format":1,"name":"F","source":{"type":"webhook","with":{"signature":{"scheme":"hmac","connection":"mine","header":"X-Own","algorithm":"sha512","encoding":"base64"}}},"actions":[{"id":"a","type":"set","with":{"values":{"x":"1"}}}]}`)
	all := c.presets(id)
	for _, want := range []string{
		`{"algorithm":"sha512","connection":"mine","scheme":"robokassa"}`,
		`{"connection":"mine","header":"X-Own","scheme":"secret_header"}`,
		`{"connection":"mine","delivery":"X-Shopify-Webhook-Id","encoding":"base64","header":"X-Shopify-Hmac-Sha256","scheme":"hmac"}`,
	} {
		if !slices.Contains(all, want) {
			t.Errorf("no %s in %s", want, strings.Join(all, "\n"))
		}
	}
}

func TestAConnectionForASignatureAsksForItsSecret(t *testing.T) {
	c := newClient(t)
	for scheme, secrets := range map[string][]string{"github": {"secret"}, "basic": {"username", "password"}} {
		id := c.add(`{"format":1,"name":"F","source":{"type":"webhook","with":{"signature":{"scheme":"` + scheme + `","connection":"stripe-of-shop"}}},"actions":[{"id":"a","type":"set","with":{"values":{"x":"1"}}}]}`)
		to := c.browse("GET", "/p/"+id+"/connect?at=source&want=stripe-of-shop", nil).header.Get("Location")
		s := c.browse("GET", to, nil).shows(`value="stripe-of-shop"`)
		for _, secret := range secrets {
			s.shows(`data-testid="secret-` + secret + `"`)
		}
	}
}
