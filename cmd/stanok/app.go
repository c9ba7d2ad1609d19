package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/google/uuid"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/document"
	"stanok/engine/egress"
	"stanok/engine/eval"
	"stanok/engine/origin"
	"stanok/engine/personal"
	"stanok/engine/rehearse"
	"stanok/examples"
	"stanok/examples/template"
	"stanok/sources"
	"stanok/store/bolt"
	"stanok/ui"
	"stanok/ui/letter"
	"stanok/ui/site"
	"stanok/ui/static"
	"stanok/ui/text"
	"stanok/ui/upkeep"
	"stanok/ui/words"
)

// app is the program put together: everything but a listener.
type app struct {
	store   engine.Store
	engine  *engine.Engine
	vault   *engine.Vault
	texts   *text.Texts
	egress  *egress.Egress
	access  *access.Keeper
	drafts  *rehearse.Shelf
	site    *site.Site
	code    engine.Secret // that whoever sets the program up must know
	handler http.Handler
	learn   func(context.Context) // what pages say of processings; returns when it is done

	clock engine.Clock
	log   *slog.Logger
}

// storage is what the program asks of a store beside engine.Store.
type storage interface {
	engine.Store
	Ready() error
}

// assemble wires an app over a store. own are the addresses it will listen on.
func assemble(s settings, store engine.Store, key []byte, log *slog.Logger, own []netip.AddrPort) (*app, error) {
	texts, err := text.Load()
	if err != nil {
		return nil, err
	}
	say, err := words.Load()
	if err != nil {
		return nil, err
	}
	assets, err := static.Load()
	if err != nil {
		return nil, err
	}
	vault, err := engine.NewVault(key)
	if err != nil {
		return nil, err
	}
	set, err := openSite(s, store, vault, log)
	if err != nil {
		return nil, err
	}
	clock := engine.SystemClock{}
	out := egress.New(egress.Config{
		Allow: s.allow, Own: own, HostConcurrency: s.hosts, UserAgent: "stanok/" + version, Now: clock.Now,
	})
	keys := engine.Keys{Store: store, Vault: vault}
	tokens := tokenKeeper(store, vault, out, clock, log)
	post := mailer{out: out, smtp: s.smtp, from: s.mailFrom, site: set}
	rows := engine.NewRows(store)
	deps := actions.Deps{Egress: out, Keyring: keys, Memory: store, Mail: post, Clock: clock, Tokens: tokens.keeper, Tables: rows}
	known, err := openServices(s.connectors, deps)
	if err != nil {
		return nil, err
	}
	tokens.services.Store(known.ask)
	texts = texts.With(known.words)
	catalogue := engine.NewCatalogue(slices.Concat(actions.All(deps), known.actions), sources.All())
	catalogue.Text = readyText
	catalogue.Say = func(ctx context.Context, ws engine.WorkspaceID, code string, args map[string]string) string {
		w, _ := store.Workspace(ctx, ws) // one that cannot be read now speaks English
		say, _ := texts.Say(w.Language, code, args)
		return say
	}
	cfg := engine.Config{
		Store: store, Clock: clock, Log: log, Catalogue: catalogue, Vault: vault, Rows: rows, Read: readDraft, Encode: eval.Append,
		Workers: s.workers, QueueLimit: s.queue, HistoryBudget: s.history, Drain: max(s.drain, 1), MailPause: s.mailPause,
	}
	cfg.Uses = origin.Uses
	cfg.Post, cfg.CanPost = letter.New(texts, store, set.PublicURL, post), set.Sends
	if saved := set.HistoryBudget(); saved > 0 && !set.HasBudget {
		cfg.HistoryBudget = saved
	}
	eng := engine.New(cfg)
	tokens.engine.Store(eng)
	a := &app{store: store, engine: eng, vault: vault, texts: texts, egress: out, access: tokens.keeper, site: set, drafts: rehearse.NewShelf(clock), clock: clock, log: log}
	if a.code, err = setupCode(s, store); err != nil {
		return nil, err
	}
	c := a.uiConfig(s, keys, say, assets)
	if c.Templates, err = template.All(examples.FS()); err != nil {
		return nil, err
	}
	c.Mailer, c.TryMail, c.Services = post, post.try, known.ask
	pages := ui.New(c)
	a.handler, a.learn = ui.TrustProxies(s.proxies, pages), pages.Learn
	return a, nil
}

func (a *app) uiConfig(s settings, keys engine.Keyring, say *words.Words, assets *static.Assets) ui.Config {
	c := ui.Config{
		Engine: a.engine, Store: a.store, Vault: a.vault, Access: a.access, Rehearsals: a.drafts, Texts: a.texts, Words: say, Assets: assets, Clock: a.clock, Log: a.log,
		Site: a.site, SetupCode: a.code, Version: version, AdminToken: s.adminToken, NewEvent: sources.NewEvent, Alter: sources.Alter,
		Hook: sources.NewWebhook(sources.Config{
			Intake: a.engine, Keys: keys, Clock: a.clock, Log: a.log, Rate: float64(s.rate), Burst: s.burst,
			Say: func(r *http.Request, code string, args map[string]string) (string, string) {
				return a.texts.SayToSender(a.texts.Match(r.Header.Get("Accept-Language")), code, args)
			},
		}),
		Prove: func(ctx context.Context, ws engine.WorkspaceID, s engine.PreparedSource, ev engine.Event) (bool, error) {
			return sources.Prove(ctx, keys, ws, s, ev)
		},
		Ready: a.ready,
		Probe: a.probe,
	}
	if st, ok := a.store.(*bolt.Store); ok {
		c.Upkeep = upkeep.New(keeper{s, st}, a.clock)
	}
	if st, ok := a.store.(copyable); ok {
		c.Backup = func(ctx context.Context, w io.Writer, tell func(done, of int64)) error {
			room, err := st.Room()
			if err != nil {
				return err
			}
			return pack(ctx, w, func(ctx context.Context, to io.Writer) error {
				return st.Backup(ctx, told(to, func(n int64) { tell(n, room.File) }))
			}, "")
		}
	}
	return c
}

// copyable is a store that can be copied while work goes on.
type copyable interface {
	engine.Fitted
	Backup(context.Context, io.Writer) error
}

// ready reports whether an event could be accepted now.
func (a *app) ready() error {
	if a.engine.Stopping() {
		return errStopping
	}
	if st, ok := a.store.(storage); ok {
		return st.Ready()
	}
	return nil
}

var errStopping = errors.New("the program is stopping")

// probe reads an address with a connection's credentials.
func (a *app) probe(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, address string) (int, error) {
	return actions.Probe(ctx, actions.Deps{Egress: a.egress, Tokens: a.access, Clock: a.clock}, ws, c, address)
}

// readDraft reads a stored draft as a definition.
func readDraft(draft []byte) (engine.Definition, engine.Problems) {
	doc, err := document.Parse(draft)
	if err != nil {
		return engine.Definition{}, engine.ProblemsOf(err)
	}
	return doc.Definition()
}

// readyText makes ready a template that is not an action's.
func readyText(template string, scope engine.Scope) (func(map[string]any) (string, error), error) {
	t, err := eval.ParseText(template, eval.Plain, eval.Scope(scope))
	if err != nil {
		return nil, err
	}
	return func(vars map[string]any) (string, error) {
		return t.String(eval.Env{Vars: vars, Runtime: eval.Runtime{Now: time.Now(), UUID: uuid.NewString}})
	}, nil
}

// ensureWorkspace makes the one workspace an instance begins with, and sees to
// it that letters have somewhere to go.
func (a *app) ensureWorkspace(ctx context.Context, s settings) error {
	w, err := a.store.Workspace(ctx, engine.MainWorkspace)
	if err != nil && engine.KindOf(err) != engine.NotFound {
		return err
	}
	fresh := err != nil
	if fresh {
		w = engine.Workspace{ID: engine.MainWorkspace, Name: "Stanok", Language: s.language, TimeZone: "UTC"}
	}
	if s.adminEmail != "" && len(w.AlertTo) == 0 {
		w.AlertTo, fresh = []string{s.adminEmail}, true
	}
	if !fresh {
		return nil
	}
	return a.store.PutWorkspace(ctx, w)
}

// logger writes to w as the setting says.
func logger(s settings, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{ReplaceAttr: masked}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// masked hides what is personal in an attribute: what was sent comes into errors.
func masked(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		return slog.String(a.Key, personal.Mask(v.Error()))
	case string:
		return slog.String(a.Key, personal.Mask(v))
	}
	return a
}
