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

	Tables Finder
}

// Finder finds rows of mapping tables; *engine.Rows is one.
type Finder interface {
	Find(ctx context.Context, ws engine.WorkspaceID, table string, key engine.TableKey) (engine.TableRow, error)
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
