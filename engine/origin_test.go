package engine_test

import (
	"net/url"
	"testing"

	"stanok/engine"
)

func TestAConnectionIsForItsOriginsOnly(t *testing.T) {
	c := engine.Connection{Origins: []string{"https://API.example.com", "http://[::1]:8080", "%"}}
	for address, want := range map[string]bool{
		"https://api.example.com/a?b":      true,
		"https://api.example.com:443/":     true,
		"https://api.example.com:8443/":    false,
		"http://api.example.com/":          false,
		"https://api.example.com.evil.com": false,
		"https://api.example.com@evil.com": false,
		"http://[::1]:8080/x":              true,
		"http://[::1]/x":                   false,
		"":                                 false,
		"/relative":                        false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Allows(u); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
