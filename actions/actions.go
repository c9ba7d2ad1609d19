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

	// Tables finds rows of a workspace's mapping tables.
	Tables Finder
}

// Finder finds rows of mapping tables; *engine.Rows is one.
type Finder interface {
	Find(ctx context.Context, ws engine.WorkspaceID, table string, key engine.TableKey) (engine.TableRow, error)
}

// Tokens gives what oauth2 connections are used with; *access.Keeper does.
type Tokens interface {
	// Token returns a connection's token.
	Token(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error)
	// Renew returns another one than that which the service has refused.
	Renew(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, refused engine.Secret) (engine.Secret, error)
	// Try returns a token as the connection stands, stored or not, and keeps none.
	Try(ctx context.Context, ws engine.WorkspaceID, c engine.Connection) (engine.Secret, error)
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
		xmlParse{d},
		csvParse{d},
		formParse{d},
		htmlParse{d},
		textMatch{d},
		jsonCompose{d},
		textCompose{d},
		xmlCompose{d},
		csvCompose{d},
		formCompose{d},
		setValues{d},
		listMap{d},
		fileEncode{d},
		fileDecode{d},
		tableLookup{d},
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
		callProcessing{d},
	}
}
