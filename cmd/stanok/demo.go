package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"time"

	"stanok/engine"
	"stanok/engine/egress"
	"stanok/examples"
	"stanok/examples/standin"
)

// demo serves on a throw-away store and shows the U-ON → Envybox example at
// work against stand-ins.
func demo(p program, args []string) int {
	once := false
	s, rest, err := p.readSettings("demo", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&once, "once", false, "end when everything has been shown")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) > 0 {
		return p.misused("demo", nil)
	}
	ctx, hurry, done := signals()
	defer done()
	if err := p.demo(ctx, hurry, s, once); err != nil {
		return p.fail(err)
	}
	return exitDone
}

func (p program) demo(ctx context.Context, hurry <-chan struct{}, s settings, once bool) (err error) {
	dir, err := os.MkdirTemp("", "stanok-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	show, err := newShow(p)
	if err != nil {
		return err
	}
	defer show.close()
	s.data, s.keyFile, s.publicURL = dir, "", ""
	s.adminToken, s.adminEmail = engine.Secret(engine.NewToken()), "owner@example.test"
	s.adminPassword = newPassword()
	s.allow = append(s.allow, egress.AllowRule{Prefix: netip.MustParsePrefix("127.0.0.0/8")})
	smtp, err := egress.ParseSMTP("smtp://" + show.mail.Addr() + "?tls=none")
	if err != nil {
		return err
	}
	s.smtp, s.mailFrom = &smtp, "stanok@example.test"
	ctx, end := context.WithCancel(ctx)
	defer end()
	var shown error
	err = p.serve(ctx, hurry, s, func(working context.Context, a *app) {
		shown = show.run(working, caller{a, s.adminToken, p.language()}, s.adminEmail)
		if shown == nil {
			fmt.Fprintf(p.out, "The editor is at %s: sign in as %s with the password %s\n", a.site.PublicURL(), s.adminEmail, s.adminPassword.Reveal())
		}
		if working.Err() != nil {
			shown = nil // broken off by whoever watched
		}
		if once || shown != nil {
			end()
		}
	})
	return errors.Join(err, shown)
}

// show is the demonstration: the two services it stands in for, and a mailbox.
type show struct {
	p       program
	uon     *standin.UON
	envybox *standin.Envybox
	servers []*standin.Server
	mail    *standin.Mailbox
}

func newShow(p program) (*show, error) {
	sh := &show{p: p, uon: standin.NewUON(standin.UONOptions{}), envybox: standin.NewEnvybox(standin.EnvyboxOptions{})}
	uon, err := standin.Serve(sh.uon, "")
	if err != nil {
		return nil, err
	}
	envybox, err := standin.Serve(sh.envybox, "")
	if err != nil {
		return nil, errors.Join(err, uon.Close())
	}
	sh.servers = []*standin.Server{uon, envybox}
	if sh.mail, err = standin.OpenMailbox(); err != nil {
		return nil, errors.Join(err, uon.Close(), envybox.Close())
	}
	return sh, nil
}

func (sh *show) close() {
	for _, s := range sh.servers {
		_ = s.Close()
	}
	_ = sh.mail.Close()
}

// The demonstration's events: three requests that exist, and one that does not.
var (
	demoRequests = []string{"4821", "4822", "4823"}
	demoMissing  = "4824"
)

func (sh *show) run(ctx context.Context, api caller, reader string) error {
	out := sh.p.out
	link, err := sh.deploy(api)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  The example U-ON → Envybox is running. Its link: %s\n\n", link)
	sh.uon.Remove(standin.UONRequest, demoMissing)
	for _, id := range append(demoRequests, demoMissing) {
		fmt.Fprintf(out, "→ U-ON says: request %s was created\n", id)
		op, err := sh.event(ctx, api, link, id)
		if err != nil {
			return err
		}
		printOperation(out, op)
		fmt.Fprintln(out)
	}
	for _, l := range sh.envybox.Leads() {
		fmt.Fprintf(out, "← Envybox has lead %v: %v, %v\n", l.ID, l.Value("name"), l.Value("phone"))
	}
	letter, err := sh.mail.Wait(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n✉ A letter came to %s:\n%s\n", reader, letter)
	fmt.Fprintf(out, "The API is at %s/api/v1, with the token %s\n", api.app.site.PublicURL(), api.token.Reveal())
	return nil
}

// deploy creates the connections and the processing, and starts it.
func (sh *show) deploy(api caller) (string, error) {
	for _, c := range []map[string]any{
		{
			"name": "uon", "type": "fields", "origins": []string{sh.servers[0].URL},
			"fields": map[string]string{"address": sh.servers[0].URL}, "secrets": map[string]string{"key": sh.uon.Key()},
		},
		{
			"name": "envybox", "type": "fields", "origins": []string{sh.servers[1].URL},
			"fields": map[string]string{"address": sh.servers[1].URL}, "secrets": map[string]string{"api_key": sh.envybox.APIKey()},
		},
	} {
		body, err := json.Marshal(c)
		if err != nil {
			return "", err
		}
		if _, err := api.call("POST", "/connections", "application/json", body, nil); err != nil {
			return "", err
		}
	}
	doc, err := fs.ReadFile(examples.FS(), "uon-envybox/request.yaml")
	if err != nil {
		return "", err
	}
	var made struct {
		ID  string
		URL string `json:"webhook_url"`
	}
	if _, err := api.call("POST", "/processings", "application/yaml", doc, &made); err != nil {
		return "", err
	}
	_, err = api.call("POST", "/processings/"+made.ID+"/start", "", nil, nil)
	return made.URL, err
}

// event lets U-ON send its notification to the link, and waits for the
// operation's end.
func (sh *show) event(ctx context.Context, api caller, link, id string) (shown, error) {
	var op shown
	answer, err := sh.uon.Notify(ctx, nil, link, standin.UONEvent{Type: standin.UONRequestCreated, ID: id})
	if err != nil {
		return op, err
	}
	body, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return op, err
	}
	var accepted struct{ Operation string }
	if err := decodeAnswer(answer.StatusCode, body, &accepted); err != nil {
		return op, err
	}
	if _, err := api.app.engine.Await(ctx, engine.MainWorkspace, engine.OperationID(accepted.Operation), time.Minute); err != nil {
		return op, err
	}
	_, err = api.call("GET", "/operations/"+accepted.Operation, "", nil, &op)
	return op, err
}
