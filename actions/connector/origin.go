package connector

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// OriginsOf returns where the secrets of a connection may go, given its fields. A
// secret may stand among them, such as a link: its origin is none.
func (c Connection) OriginsOf(fields map[string]string) ([]string, error) {
	origins := make([]string, 0, len(c.Origins))
	for _, o := range c.Origins {
		filled, err := c.fill(o, fields)
		if err != nil {
			return nil, err
		}
		origins = append(origins, originOf(filled))
	}
	return origins, nil
}

// originOf is the origin of an address, which may be a link with a path; what is
// no address stays as it is.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}

// SignIn returns the fields that a connection of type oauth2 has for a service,
// given the connection's own; nil for one that gives out no tokens. What is sent
// along may also be one of its secrets, which then stands among its own.
func (c Connection) SignIn(fields map[string]string) (map[string]string, error) {
	o := c.OAuth2
	if o == nil {
		return nil, nil
	}
	own := map[string]string{"grant": o.Grant}
	for _, name := range []string{"client_id", "username"} {
		if v := fields[name]; v != "" {
			own[name] = v
		}
	}
	for name, pattern := range map[string]string{
		"auth_url": o.AuthURL, "token_url": o.TokenURL, "scope": o.Scope, "client_auth": o.ClientAuth,
	} {
		if err := c.fillInto(own, name, pattern, fields); err != nil {
			return nil, err
		}
	}
	for name, pattern := range o.Also {
		if err := c.fillInto(own, name, pattern, fields); err != nil {
			return nil, err
		}
	}
	return own, nil
}

func (c Connection) fillInto(own map[string]string, name, pattern string, fields map[string]string) error {
	if pattern == "" {
		return nil
	}
	value, err := c.fill(pattern, fields)
	own[name] = value
	return err
}

// fill puts fields where their names stand in braces. Inside a host's name only
// letters, digits, dots and hyphens are taken, so that a field cannot say another
// host than the one meant.
func (c Connection) fill(pattern string, fields map[string]string) (string, error) {
	var b strings.Builder
	rest := pattern
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return strings.TrimRight(b.String(), "/"), nil
		}
		name, tail, closed := strings.Cut(after, "}")
		if !closed {
			return "", fmt.Errorf("%q is not closed", "{")
		}
		value := c.valueOf(name, fields)
		if value == "" {
			return "", fmt.Errorf("the field %s is empty, or is not there", name)
		}
		if b.Len() > 0 && strings.ContainsFunc(value, notOfHost) {
			return "", fmt.Errorf("the field %s is no part of an address", name)
		}
		b.WriteString(value)
		rest = tail
	}
}

func notOfHost(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-')
}

func (c Connection) valueOf(name string, fields map[string]string) string {
	if v := fields[name]; v != "" {
		return v
	}
	for _, f := range c.Fields {
		if f.Name == name {
			return f.Default
		}
	}
	return ""
}

// withSecrets are fields with something for every secret.
func (c Connection) withSecrets(fields map[string]string) map[string]string {
	for _, s := range c.Secrets {
		fields[s.Name] = "secret"
	}
	return fields
}

// examples are the fields, and the secrets that have one, as their examples fill them.
func (c Connection) examples() map[string]string {
	all := map[string]string{}
	for _, f := range slices.Concat(c.Fields, c.Secrets) {
		all[f.Name] = f.Example
	}
	return all
}
