package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/mail"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"stanok/engine"
	"stanok/ui/signin"
)

// user adds a person or gives one a new password, with the server stopped.
func user(p program, args []string) int {
	name, role := "", ""
	s, rest, err := p.readSettings("user", args, func(fs *flag.FlagSet) {
		fs.StringVar(&name, "name", "", "what they are called")
		fs.StringVar(&role, "role", string(engine.Editor), "viewer, operator, editor, admin or owner")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 2 || !slices.Contains([]string{"add", "reset"}, rest[0]) || !engine.Role(role).Includes(engine.Viewer) {
		return p.misused("user", nil)
	}
	if at, err := mail.ParseAddress(rest[1]); err != nil || at.Address != rest[1] {
		return p.misused("user", fmt.Errorf("%q is no e-mail address", rest[1]))
	}
	store, _, err := openStore(context.Background(), s, nil)
	if err != nil {
		return p.fail(err)
	}
	clerk := clerk{p, store, signin.New(store, engine.SystemClock{})}
	if rest[0] == "add" {
		err = clerk.add(context.Background(), rest[1], name, engine.Role(role))
	} else {
		err = clerk.reset(context.Background(), rest[1])
	}
	if err = errors.Join(err, store.Close()); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// clerk keeps the people of a data folder.
type clerk struct {
	program
	store engine.People
	desk  *signin.Desk
}

func (c clerk) add(ctx context.Context, email, name string, role engine.Role) error {
	p := newPerson(engine.SystemClock{}, email, name, role, "")
	plain, made, err := c.password(ctx, &p)
	if err != nil {
		return err
	}
	if err := c.store.AddPerson(ctx, engine.MainWorkspace, p); err != nil {
		return err
	}
	c.tell(fmt.Sprintf("%s may sign in as %s.", email, role), plain, made)
	return nil
}

// reset gives a person a new password, lets them sign in if that was forbidden,
// and ends their sessions.
func (c clerk) reset(ctx context.Context, email string) error {
	ws, p, err := c.store.PersonByEmail(ctx, email)
	if err != nil {
		return err
	}
	plain, made, err := c.password(ctx, &p)
	if err != nil {
		return err
	}
	_, err = c.store.AmendPerson(ctx, ws, p.ID, func(stored *engine.Person) error {
		stored.Password, stored.Disabled = p.Password, false
		return nil
	})
	if err == nil {
		err = c.store.SignOut(ctx, ws, p.ID, "")
	}
	if err != nil {
		return err
	}
	c.tell(email+" has a new password and was signed out everywhere.", plain, made)
	return nil
}

func (c clerk) tell(what string, plain engine.Secret, made bool) {
	fmt.Fprintln(c.out, what)
	if made {
		fmt.Fprintln(c.out, "password:", plain.Reveal())
	}
}

// password gives a person the password that was typed or piped in, or else one
// that is made.
func (c clerk) password(ctx context.Context, p *engine.Person) (plain engine.Secret, made bool, err error) {
	if plain, err = c.typed(); err != nil {
		return "", false, err
	}
	if plain == "" {
		plain, made = newPassword(), true
	}
	p.Password, err = c.desk.Write(ctx, plain, *p)
	return plain, made, err
}

// typed reads a line without showing it; it is empty when nobody types.
func (c clerk) typed() (engine.Secret, error) {
	f, isFile := c.in.(*os.File)
	if isFile && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(c.err, "Password (empty: one is made): ")
		line, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(c.err)
		return engine.Secret(line), err
	}
	line, err := bufio.NewReader(io.LimitReader(c.in, 4<<10)).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return engine.Secret(strings.TrimRight(line, "\r\n")), err
}

// newPassword makes one of 100 random bits that can be read out.
func newPassword() engine.Secret {
	t := engine.NewToken()
	return engine.Secret(strings.Join([]string{t[:4], t[4:8], t[8:12], t[12:16], t[16:20]}, "-"))
}
