package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"

	"stanok/engine"
	"stanok/store/bolt"
)

// token makes an API token, with the server stopped.
func token(p program, args []string) int {
	name, role := "", ""
	s, rest, err := p.readSettings("token", args, func(fs *flag.FlagSet) {
		fs.StringVar(&name, "name", "command line", "what the token is for")
		fs.StringVar(&role, "role", string(engine.Owner), "viewer, operator, editor, admin or owner")
	})
	if err != nil {
		return p.refuse(err)
	}
	if len(rest) != 1 || rest[0] != "create" || !engine.Role(role).Includes(engine.Viewer) {
		return p.misused("token create [--name NAME] [--role viewer|operator|editor|admin|owner] [--data DIR]", nil)
	}
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return p.fail(err)
	}
	store, err := bolt.Open(s.data, bolt.Options{})
	if err != nil {
		return p.fail(err)
	}
	defer func() { _ = store.Close() }()
	secret := "stk_" + engine.NewToken()
	now := engine.SystemClock{}.Now()
	err = store.PutToken(context.Background(), engine.MainWorkspace, engine.Token{
		ID: engine.NewID(now), Name: name, Role: engine.Role(role), Hash: sha256.Sum256([]byte(secret)), Created: now,
	})
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, secret)
	return exitDone
}
