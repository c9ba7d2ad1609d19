package ui

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"stanok/engine"
)

// connectionIn is a connection as callers write it. A secret of null is removed;
// one left out stays.
type connectionIn struct {
	ID      string                     `json:"id"`
	Name    string                     `json:"name"`
	Type    string                     `json:"type"`
	Origins []string                   `json:"origins"`
	Fields  map[string]string          `json:"fields"`
	Secrets map[string]json.RawMessage `json:"secrets"`
	Version int                        `json:"version"`
}

// needs is what a kind of connection must have.
var needs = map[string]struct{ field, secret string }{
	"fields": {},
	"header": {"header", "value"},
	"query":  {"param", "value"},
	"basic":  {"username", "password"},
	"bearer": {"", "token"},
}

func (u *UI) connection(s engine.SealedConnection) object {
	secrets := object{}
	for _, name := range s.SecretNames {
		secrets[name] = true
	}
	origins, fields := s.Origins, s.Fields
	if origins == nil {
		origins = []string{}
	}
	if fields == nil {
		fields = map[string]string{}
	}
	return object{
		"id": s.ID, "name": s.Name, "type": s.Type, "origins": origins, "fields": fields, "secrets": secrets,
		"version": s.Version, "created_at": s.Created, "updated_at": s.Updated,
	}
}

func (u *UI) listConnections(c *call) error {
	all, err := u.Store.ListConnections(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, s := range all {
		items[i] = u.connection(s)
	}
	return c.list(items, "")
}

func (u *UI) showConnection(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, u.connection(s))
}

func (u *UI) createConnection(c *call) error {
	now := u.Clock.Now()
	conn := engine.Connection{ID: engine.ConnectionID(engine.NewID(now)), Version: 1, Created: now}
	return u.putConnection(c, http.StatusCreated, conn)
}

func (u *UI) saveConnection(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	conn, err := u.Vault.Open(c.ws, s)
	if err != nil && len(s.SecretNames) > 0 {
		conn = s.Connection // unreadable secrets can still be replaced
	}
	conn.Version++
	return u.putConnection(c, http.StatusOK, conn)
}

// putConnection reads the body over conn and stores it.
func (u *UI) putConnection(c *call, status int, conn engine.Connection) error {
	var in connectionIn
	if err := c.decode(&in); err != nil {
		return err
	}
	if in.Type == "" {
		in.Type = "fields"
	}
	conn.Name, conn.Type, conn.Fields, conn.Updated = strings.TrimSpace(in.Name), in.Type, in.Fields, u.Clock.Now()
	origins, err := originsOf(in.Origins)
	if err != nil {
		return err
	}
	if err := keptFrom(conn, origins, in.Secrets); err != nil {
		return err
	}
	conn.Origins = origins
	if conn.Secrets, err = mergeSecrets(conn.Secrets, in.Secrets); err != nil {
		return err
	}
	if err := checkConnection(conn); err != nil {
		return err
	}
	sealed, err := u.seal(c, conn)
	if err != nil {
		return err
	}
	return c.json(status, u.connection(sealed))
}

// keep checks a connection and stores it.
func (u *UI) keep(c *call, conn engine.Connection) error {
	if err := checkConnection(conn); err != nil {
		return err
	}
	_, err := u.seal(c, conn)
	return err
}

// seal stores a connection with its secrets encrypted.
func (u *UI) seal(c *call, conn engine.Connection) (engine.SealedConnection, error) {
	sealed, err := u.Vault.Seal(c.ws, conn)
	if err != nil {
		return sealed, err
	}
	return sealed, u.Store.PutConnection(c.Request().Context(), c.ws, sealed)
}

// keptFrom refuses to send a secret where it was not meant to go: who adds an
// origin must know the secrets, and give them anew.
func keptFrom(conn engine.Connection, origins []string, given map[string]json.RawMessage) error {
	grows := slices.ContainsFunc(origins, func(o string) bool { return !slices.Contains(conn.Origins, o) })
	for name := range conn.Secrets {
		v, ok := given[name]
		_, text := engine.Decode(v).(string)
		if grows && (!ok || !text) && string(v) != "null" {
			return wrong("secrets."+name, "connection.secret_anew")
		}
	}
	return nil
}

// maxValue bounds one field or secret, in bytes.
const maxValue = 64 << 10

func mergeSecrets(old map[string]engine.Secret, in map[string]json.RawMessage) (map[string]engine.Secret, error) {
	merged := make(map[string]engine.Secret, len(old)+len(in))
	for name, secret := range old {
		merged[name] = secret
	}
	for name, raw := range in {
		switch v := engine.Decode(raw).(type) {
		case nil:
			delete(merged, name)
		case bool: // as a GET shows one that is set
		case string:
			if len(v) > maxValue {
				return nil, wrong("secrets."+name, "connection.value")
			}
			merged[name] = engine.Secret(v)
		default:
			return nil, wrong("secrets."+name, "connection.value")
		}
	}
	return merged, nil
}

func checkConnection(c engine.Connection) error {
	if c.Name == "" || utf8.RuneCountInString(c.Name) > 100 || strings.ContainsAny(c.Name, "\r\n\x00") {
		return wrong("name", "connection.name")
	}
	need, ok := needs[c.Type]
	switch {
	case !ok:
		return wrong("type", "connection.type")
	case need.field != "" && c.Fields[need.field] == "":
		return wrong("fields."+need.field, "connection.incomplete")
	case need.secret != "" && c.Secrets[need.secret] == "":
		return wrong("secrets."+need.secret, "connection.incomplete")
	}
	if c.Type == "header" && !httpguts.ValidHeaderFieldName(c.Fields["header"]) {
		return &engine.Error{
			Kind: engine.Invalid, Code: "http.header", Field: "fields.header", Args: map[string]string{"header": printable(c.Fields["header"])},
		}
	}
	for name, v := range c.Fields {
		if len(v) > maxValue || c.Secrets[name] != "" {
			return wrong("fields."+name, "connection.value")
		}
	}
	return nil
}

// printable is a name that is not one, as a sentence can show it.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, name)
	return name[:min(len(name), 60)]
}

func wrong(field, code string) error {
	return &engine.Error{Kind: engine.Invalid, Code: code, Field: field, Args: map[string]string{"name": field}}
}

// originsOf returns origins in their one form: scheme, host in lower case, and
// the port unless it is the scheme's own.
func originsOf(in []string) ([]string, error) {
	out := make([]string, 0, len(in))
	for _, s := range in {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" ||
			strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return nil, wrong("origins", "connection.origins")
		}
		origin := u.Scheme + "://" + strings.ToLower(u.Host)
		origin = strings.TrimSuffix(origin, map[string]string{"https": ":443", "http": ":80"}[u.Scheme])
		if !slices.Contains(out, origin) {
			out = append(out, origin)
		}
	}
	return out, nil
}

func (u *UI) deleteConnection(c *call) error {
	if err := u.Store.DeleteConnection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id"))); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// testConnection asks the connection's first origin whether it answers.
func (u *UI) testConnection(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	conn, err := u.Vault.Open(c.ws, s)
	if err != nil {
		return err
	}
	if len(conn.Origins) == 0 {
		return wrong("origins", "connection.origins")
	}
	began := u.Clock.Now()
	status, err := u.probe(c.Request().Context(), conn)
	o := object{"ok": err == nil, "status": status, "duration_ms": u.Clock.Now().Sub(began).Milliseconds(), "failure": nil}
	if err != nil {
		o["failure"] = u.failure(c, engine.FailureOf(err, u.Clock.Now()))
	}
	return c.json(http.StatusOK, o)
}

func (u *UI) probe(ctx context.Context, c engine.Connection) (int, error) {
	if u.Probe == nil {
		return 0, &engine.Error{Kind: engine.Unavailable, Code: "http.unreachable"}
	}
	return u.Probe(ctx, c)
}
