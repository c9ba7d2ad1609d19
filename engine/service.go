package engine

import (
	"context"
	"encoding/json"
)

// Service is a program on the net that a connector was declared for, as much of
// it as people see. Its words are in ui/text under "service." and its name.
type Service struct {
	Name   string   // "envybox": begins the types of its actions, and is the type of its connections
	Title  string   // what it calls itself
	Search []string // more words it is looked for by
	Hosts  []string // its names on the internet end so

	Connected bool           // its actions need a connection
	As        string         // the kind of connection that its connections work like; "" for fields
	Entries   []ServiceEntry // of a connection, in the order of its form
	Checked   bool           // a connection can be tried without changing anything
	Lasting   string         // the secret with which nobody needs to sign in; "" for none
	Actions   []string       // types

	// Script is text that people have to put into the service, as it stands; ""
	// for most.
	Script string
	// Source are settings of a webhook that fit what the service sends by itself;
	// nil if it sends nothing.
	Source json.RawMessage
}

// ServiceEntry is one value of a connection to a service.
type ServiceEntry struct {
	Name     string
	Secret   bool
	Required bool
	Default  string
	Example  string
}

// Choice is one of the things a field can be set to, as a service lists them.
type Choice struct{ Value, Label string }

// Services answers what can be done in the services that connectors are declared
// for, and asks them.
type Services interface {
	// Services lists all, by title.
	Services() []Service

	// Origins returns where the secrets of a connection to a service may go,
	// given its fields. It fails with Invalid, code "service.address".
	Origins(service string, fields map[string]string) ([]string, error)

	// SigningIn returns what a connection works like: one to a service that gives
	// out tokens is of type oauth2 then, any other stays as it is. It fails as
	// Origins does.
	SigningIn(c Connection) (Connection, error)

	// Choices asks a service for one of its lists. The named connection is the
	// one to ask with; input holds the fields that were chosen before. It fails
	// as an http.request does, and with NotFound, code "service.list".
	Choices(ctx context.Context, ws WorkspaceID, of ChoicesOf) ([]Choice, error)

	// Check tries a connection of a workspace, which need not be saved, in a way
	// that changes nothing. It fails as an http.request does.
	Check(ctx context.Context, ws WorkspaceID, c Connection) error
}

// ChoicesOf says which list of a service is asked for.
type ChoicesOf struct {
	Service    string
	List       string
	Connection string // its name
	Input      map[string]any
}
