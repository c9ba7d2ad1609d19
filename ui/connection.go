package ui

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"stanok/engine"
	"stanok/engine/access"
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

// describe is a connection with how its access stands.
func (u *UI) describe(c *call, s engine.SealedConnection) (object, error) {
	o := u.connection(s)
	at, has, err := u.accessOf(c, u.signingIn(s.Outline()))
	if err != nil || !has {
		return o, err
	}
	o["access"] = object{"state": at.State, "renews": at.Renews, "until": nil, "failure": nil}
	if !at.Until.IsZero() {
		o["access"].(object)["until"] = at.Until
	}
	if at.Why != nil {
		o["access"].(object)["failure"] = u.failure(c, at.Why)
	}
	return o, nil
}

func (u *UI) listConnections(c *call) error {
	all, err := u.Store.ListConnections(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, s := range all {
		if items[i], err = u.describe(c, s); err != nil {
			return err
		}
	}
	return c.list(items, "")
}

func (u *UI) showConnection(c *call) error {
	s, err := u.Store.Connection(c.Request().Context(), c.ws, engine.ConnectionID(c.Param("id")))
	if err != nil {
		return err
	}
	return u.answerConnection(c, http.StatusOK, s)
}

func (u *UI) answerConnection(c *call, status int, s engine.SealedConnection) error {
	o, err := u.describe(c, s)
	if err != nil {
		return err
	}
	return c.json(status, o)
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
	changed, faults := u.over(in, conn)
	if len(faults) > 0 {
		return faults[0]
	}
	sealed, err := u.keepConnection(c, changed)
	if err != nil {
		return err
	}
	return u.answerConnection(c, status, sealed)
}

// keepConnection seals a connection and stores it.
func (u *UI) keepConnection(c *call, conn engine.Connection) (engine.SealedConnection, error) {
	conn.Updated = u.Clock.Now()
	sealed, err := u.Vault.Seal(c.ws, conn)
	if err != nil {
		return sealed, err
	}
	return sealed, u.Store.PutConnection(c.Request().Context(), c.ws, sealed)
}

// over is conn as it is to become, and all that is wrong with that.
func (u *UI) over(in connectionIn, conn engine.Connection) (engine.Connection, []*engine.Error) {
	if in.Type == "" {
		in.Type = "fields"
	}
	before := u.signingIn(conn)
	var faults []*engine.Error
	secrets, wrongs := mergeSecrets(conn.Secrets, in.Secrets)
	if s, ok := u.serviceOf(in.Type); ok {
		faults = u.declare(s, &in, secrets)
	}
	conn.Name, conn.Type, conn.Fields, conn.Secrets = strings.TrimSpace(in.Name), in.Type, in.Fields, secrets
	origins, fault := originsOf(in.Origins)
	if fault != nil {
		faults = append(faults, fault)
	} else {
		faults = append(faults, keptFrom(before, append(slices.Clone(origins), access.TokenOrigin(u.signingIn(conn))), in.Secrets)...)
		conn.Origins = origins
	}
	return conn, append(append(faults, wrongs...), u.checkConnection(conn)...)
}

// keptFrom refuses to send a secret where it was not meant to go: who adds an
// origin, or another place to get tokens from, must know the secrets, and give
// them anew.
func keptFrom(conn engine.Connection, origins []string, given map[string]json.RawMessage) (faults []*engine.Error) {
	known := append(slices.Clone(conn.Origins), access.TokenOrigin(conn), "")
	grows := slices.ContainsFunc(origins, func(o string) bool { return !slices.Contains(known, o) })
	for _, name := range slices.Sorted(maps.Keys(conn.Secrets)) {
		v, ok := given[name]
		_, text := engine.Decode(v).(string)
		if grows && (!ok || !text) && string(v) != "null" {
			faults = append(faults, wrong("secrets."+name, "connection.secret_anew"))
		}
	}
	return faults
}

// maxValue bounds one field or secret, in bytes.
const maxValue = 64 << 10

func mergeSecrets(old map[string]engine.Secret, in map[string]json.RawMessage) (map[string]engine.Secret, []*engine.Error) {
	merged := make(map[string]engine.Secret, len(old)+len(in))
	maps.Copy(merged, old)
	var faults []*engine.Error
	for _, name := range slices.Sorted(maps.Keys(in)) {
		switch v := engine.Decode(in[name]).(type) {
		case nil:
			delete(merged, name)
		case bool: // as a GET shows one that is set
		case string:
			merged[name] = engine.Secret(v)
			if len(v) > maxValue {
				faults = append(faults, wrong("secrets."+name, "connection.value"))
			}
		default:
			faults = append(faults, wrong("secrets."+name, "connection.value"))
		}
	}
	return merged, faults
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

func wrong(field, code string) *engine.Error {
	return &engine.Error{Kind: engine.Invalid, Code: code, Field: field, Args: map[string]string{"name": field}}
}

// originsOf returns origins in their one form: scheme, host in lower case, and
// the port unless it is the scheme's own.
func originsOf(in []string) ([]string, *engine.Error) {
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
	status, err := u.tryOut(c.Request().Context(), c.ws, conn, conn.Origins[0])
	o := object{"ok": err == nil, "status": status, "duration_ms": u.Clock.Now().Sub(began).Milliseconds(), "failure": nil}
	if err != nil {
		o["failure"] = u.failure(c, engine.FailureOf(err, u.Clock.Now()))
	}
	return c.json(http.StatusOK, o)
}

// tryOut asks the service that a connection is for, as it was declared, or else an
// address; what came of it is noted.
func (u *UI) tryOut(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, address string) (status int, err error) {
	s, ok := u.serviceOf(c.Type)
	if !ok || !s.Checked {
		return u.probe(ctx, ws, c, address)
	}
	err = u.Services.Check(ctx, ws, c)
	status = http.StatusOK
	if err != nil {
		status = 0
	}
	u.checks.note(c, status, err, u.Clock.Now())
	return status, err
}

// probe asks an address with a connection's credentials, and notes what came of
// it.
func (u *UI) probe(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, address string) (status int, err error) {
	if u.Probe == nil {
		return 0, &engine.Error{Kind: engine.Unavailable, Code: "http.unreachable"}
	}
	status, err = u.Probe(ctx, ws, c, address)
	u.checks.note(c, status, err, u.Clock.Now())
	return status, err
}
