package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"

	"stanok/engine"
)

// token makes an API token, with the server stopped.
func token(p program, args []string) int {
	name, role := "", ""
	s, rest, err := p.readSettings("token", args, func(fs *flag.FlagSet) {
		fs.StringVar(&name, "name", "command line", "what the token is for")
		fs.StringVar(&role, "role", string(engine.Owner), "viewer, operator, editor, admin or owner")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 || rest[0] != "create" || !engine.Role(role).Includes(engine.Viewer) {
		return p.misused("token", nil)
	}
	secret, err := createToken(context.Background(), s, name, engine.Role(role))
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, secret)
	return exitDone
}

func createToken(ctx context.Context, s settings, name string, role engine.Role) (string, error) {
	store, _, err := openStore(ctx, s, nil)
	if err != nil {
		return "", err
	}
	secret := "stk_" + engine.NewToken()
	now := engine.SystemClock{}.Now()
	err = store.PutToken(ctx, engine.MainWorkspace, engine.Token{
		ID: engine.NewID(now), Name: name, Role: role, Hash: sha256.Sum256([]byte(secret)), Created: now,
	})
	return secret, errors.Join(err, store.Close())
}
