package engine

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Connection is named credentials, bound to the origins they may be sent to.
type Connection struct {
	ID      ConnectionID
	Name    string            // unique in its workspace; what documents say
	Type    string            // fields header query basic bearer …
	Origins []string          // "https://api.example.com"; nothing else gets them
	Fields  map[string]string // not secret
	Secrets map[string]Secret // never leave the program but in a request
	Version int               // grows with every write
	Created time.Time
	Updated time.Time
}

// Secret is text that prints as ***. Reveal is the one way to it.
type Secret string

// String hides the secret.
func (Secret) String() string { return "***" }

// GoString hides the secret.
func (Secret) GoString() string { return "***" }

// Format hides the secret from every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("***")) }

// MarshalText hides the secret from JSON and the like.
func (Secret) MarshalText() ([]byte, error) { return []byte("***"), nil }

// LogValue hides the secret from logs.
func (Secret) LogValue() slog.Value { return slog.StringValue("***") }

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// OriginOf returns scheme, host and port of an address in one way of writing, as
// it is compared with Connection.Origins.
func OriginOf(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	scheme := strings.ToLower(u.Scheme)
	if port == "" || scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		return scheme + "://" + host
	}
	return scheme + "://" + host + ":" + port
}

// Allows reports whether the credentials may be sent to an address.
func (c Connection) Allows(u *url.URL) bool {
	origin := OriginOf(u)
	return slices.ContainsFunc(c.Origins, func(o string) bool {
		own, err := url.Parse(o)
		return err == nil && own.Host != "" && OriginOf(own) == origin
	})
}

// Connections is the part of a store that keeps credentials. It never sees them
// in clear: Sealed is made and opened by a Vault.
type Connections interface {
	// PutConnection creates or replaces c. It fails with Conflict if another
	// connection of the workspace has its name, or unless c.Version is one more
	// than the stored one (1 to create).
	PutConnection(ctx context.Context, ws WorkspaceID, c SealedConnection) error
	Connection(ctx context.Context, ws WorkspaceID, id ConnectionID) (SealedConnection, error)
	ConnectionByName(ctx context.Context, ws WorkspaceID, name string) (SealedConnection, error)
	ListConnections(ctx context.Context, ws WorkspaceID) ([]SealedConnection, error) // by name
	// DeleteConnection also deletes its access.
	DeleteConnection(ctx context.Context, ws WorkspaceID, id ConnectionID) error
}

// SealedConnection is a connection as it is stored: Secrets is nil, and Sealed
// holds them encrypted.
type SealedConnection struct {
	Connection
	SecretNames []string // which are set, sorted
	Sealed      []byte
}

// Outline is the connection with something in the place of every secret, for
// those who only ask which there are.
func (s SealedConnection) Outline() Connection {
	c := s.Connection
	c.Secrets = make(map[string]Secret, len(s.SecretNames))
	for _, name := range s.SecretNames {
		c.Secrets[name] = "set"
	}
	return c
}

// Keyring gives actions the connections their nodes name.
type Keyring interface {
	// Open returns the connection of a name with its secrets. It fails with
	// NotFound, code "connection.missing".
	Open(ctx context.Context, ws WorkspaceID, name string) (Connection, error)
}
