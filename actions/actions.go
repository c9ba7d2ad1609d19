package actions

import (
	"context"

	"stanok/engine"
	"stanok/engine/egress"
)

// Deps is what actions need from the program around them.
type Deps struct {
	Egress  Sender
	Keyring engine.Keyring
	Memory  engine.Memory
	Mail    engine.Mailer
	Clock   engine.Clock

	// Tokens gives the tokens of oauth2 connections.
	Tokens Tokens

	// Lookup reads a row of a workspace's mapping table; nil where there are
	// none.
	Lookup func(ctx context.Context, ws engine.WorkspaceID, table, key string) (any, error)
}

// Tokens gives what oauth2 connections are used with; *access.Keeper does.
type Tokens interface {
	// Token returns a connection's token.
	Token(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error)
	// Renew returns another one than that which the service has refused.
	Renew(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, refused engine.Secret) (engine.Secret, error)
}

// Sender sends HTTP requests; *egress.Egress is one.
type Sender interface {
	Do(ctx context.Context, r egress.Request) (*egress.Answer, error)
}

// All returns every action, in the order the palette shows them. To add one,
// write its file and add its line here.
func All(d Deps) []engine.Action {
	return []engine.Action{
		httpRequest{d},
		jsonParse{d},
		jsonCompose{d},
		textCompose{d},
		formCompose{d},
		setValues{d},
		branch{d},
		loop{d},
		filter{d},
		delay{d},
		stop{},
		fail{d},
		dedupe{d},
		stateGet{d},
		stateSet{d},
		stateIncrement{d},
		emailSend{d},
		respond{d},
	}
}
