// Package ui is how the world sees the program over HTTP: the API under
// /api/v1, the health routes, and the webhook intake's place beside them.
//
// Every route stands in one table with the right it needs; nothing is reachable
// that is not in it. Handlers are one to a file: they read the request, ask the
// engine, and write the answer.
package ui

import (
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/rehearse"
	"stanok/examples/template"
	"stanok/ui/present"
	"stanok/ui/signin"
	"stanok/ui/site"
	"stanok/ui/static"
	"stanok/ui/text"
	"stanok/ui/typed"
	"stanok/ui/upkeep"
	"stanok/ui/words"
)

// Config is what a UI is made of. All but Site, Mailer, TryMail, SetupCode,
// Templates, Hook, Probe, Backup, Rehearsals and AdminToken are required.
type Config struct {
	Engine    *engine.Engine
	Store     engine.Store
	Vault     *engine.Vault
	Texts     *text.Texts
	Words     *words.Words
	Assets    *static.Assets
	Clock     engine.Clock
	Log       *slog.Logger
	PublicURL string // how others reach the program, if there is no Site
	Version   string

	// Site is what was set up about the instance, which may change.
	Site *site.Site

	// Mailer sends invitations and what else people ask for by mail.
	Mailer engine.Mailer

	// TryMail sends a letter over a mail server that is not saved yet.
	TryMail func(ctx context.Context, over site.Mail, m engine.Mail) error

	// SetupCode must be given by who sets the instance up; anybody may if it is
	// empty.
	SetupCode engine.Secret

	// Templates are what processings may be made from, in the order of the gallery.
	Templates []template.Template

	// AdminToken is a bearer with the owner's rights in the main workspace;
	// none if empty.
	AdminToken engine.Secret

	// Hook takes what comes to /hook/{token}.
	Hook http.Handler

	// NewEvent makes the event of an operation begun over the API, from its
	// parameters.
	NewEvent func(source engine.PreparedSource, input map[string]any, at time.Time) (engine.Event, error)

	// Alter makes an event as another was, with other parameters; like the zero
	// event it is a form.
	Alter func(source engine.PreparedSource, like engine.Event, input map[string]any, at time.Time) (engine.Event, error)

	// Prove tries a source's signature on an event that came before; asked is
	// false if there is none. The error says why it would not be let in.
	Prove func(ctx context.Context, ws engine.WorkspaceID, source engine.PreparedSource, ev engine.Event) (asked bool, err error)

	// Ready reports whether an event could be accepted now.
	Ready func() error

	// Backup writes a file that holds a consistent copy of the data, without the
	// key of its secrets, and tells how many bytes of how many of the data are in it.
	Backup func(ctx context.Context, w io.Writer, tell func(done, of int64)) error

	// Upkeep checks and restores the data; nil where that cannot be done from here.
	Upkeep *upkeep.Desk

	// Probe reads an address with a connection's credentials and returns the
	// status of the answer. It fails if the connection may not be used there.
	Probe func(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, address string) (status int, err error)

	// Access gets and keeps the tokens of oauth2 connections.
	Access *access.Keeper

	// Services are what connectors are declared for; nil for none.
	Services engine.Services

	// Rehearsals are those of drafts; whoever made them closes them. With nil they
	// are kept by the UI itself.
	Rehearsals *rehearse.Shelf
}

// UI serves the program's routes.
type UI struct {
	Config
	admin   [32]byte
	desk    *signin.Desk
	setup   setup
	intake  answers
	mux     http.Handler
	digests digests
	usuals  usuals
	derived derived // long outputs that were looked at
	checks  checks  // of connections
	held    held    // secrets that forms wait for
	typed   typed.Kept
	present present.Book
	lists   lists // of services, as they were last
	uses    uses  // of connections, tables and processings
}

// right is what a caller must have for a route. The zero right is everyone's.
type right = engine.Role

// route is one line of the table.
type route struct {
	method, path string
	need         right
	handle       func(*UI, *call) error
}

const everyone right = ""

// api is the table of all routes under /api/v1.
var api = []route{
	{"GET", "/openapi.json", everyone, (*UI).openAPI},
	{"GET", "/processings", engine.Viewer, (*UI).listProcessings},
	{"POST", "/processings", engine.Editor, (*UI).createProcessing},
	{"GET", "/processings/:id", engine.Viewer, (*UI).showProcessing},
	{"PUT", "/processings/:id", engine.Editor, (*UI).saveProcessing},
	{"DELETE", "/processings/:id", engine.Editor, (*UI).deleteProcessing},
	{"POST", "/processings/:id/start", engine.Operator, (*UI).startProcessing},
	{"POST", "/processings/:id/stop", engine.Operator, (*UI).stopProcessing},
	{"POST", "/processings/:id/operations", engine.Operator, (*UI).runProcessing},
	{"POST", "/processings/:id/rehearse", engine.Editor, (*UI).rehearse},
	{"GET", "/processings/:id/versions", engine.Viewer, (*UI).listVersions},
	{"POST", "/processings/:id/versions/:version/restore", engine.Editor, (*UI).restoreVersion},
	{"GET", "/processings/:id/samples", engine.Operator, (*UI).listSamples},
	{"GET", "/operations", engine.Viewer, (*UI).listOperations},
	{"GET", "/operations/:id", engine.Viewer, (*UI).showOperation},
	{"POST", "/operations/:id/replay", engine.Operator, (*UI).replayOperation},
	{"POST", "/operations/:id/cancel", engine.Operator, (*UI).cancelOperation},
	{"POST", "/operations/:id/resolve", engine.Operator, (*UI).resolveOperation},
	{"POST", "/operations/:id/release", engine.Operator, (*UI).releaseOperation},
	{"GET", "/replays", engine.Viewer, (*UI).listReplays},
	{"POST", "/replays", engine.Operator, (*UI).createReplays},
	{"GET", "/replays/:id", engine.Viewer, (*UI).showReplays},
	{"POST", "/replays/:id/pause", engine.Operator, (*UI).pauseReplays},
	{"POST", "/replays/:id/resume", engine.Operator, (*UI).resumeReplays},
	{"POST", "/replays/:id/cancel", engine.Operator, (*UI).cancelReplays},
	{"GET", "/connections", engine.Viewer, (*UI).listConnections},
	{"POST", "/connections", engine.Editor, (*UI).createConnection},
	{"GET", "/connections/:id", engine.Viewer, (*UI).showConnection},
	{"PUT", "/connections/:id", engine.Editor, (*UI).saveConnection},
	{"DELETE", "/connections/:id", engine.Editor, (*UI).deleteConnection},
	{"POST", "/connections/:id/test", engine.Editor, (*UI).testConnection},
	{"GET", "/tables", engine.Viewer, (*UI).listTables},
	{"POST", "/tables", engine.Editor, (*UI).createTable},
	{"GET", "/tables/:id", engine.Operator, (*UI).showTable},
	{"PUT", "/tables/:id", engine.Editor, (*UI).saveTable},
	{"DELETE", "/tables/:id", engine.Editor, (*UI).deleteTable},
	{"GET", "/tokens", engine.Admin, (*UI).listTokens},
	{"POST", "/tokens", engine.Admin, (*UI).createToken},
	{"DELETE", "/tokens/:id", engine.Admin, (*UI).deleteToken},
	{"GET", "/users", engine.Admin, (*UI).listPeople},
	{"POST", "/users", engine.Admin, (*UI).createPerson},
	{"PUT", "/users/:id", engine.Admin, (*UI).savePerson},
	{"DELETE", "/users/:id", engine.Admin, (*UI).deletePerson},
	{"GET", "/events", engine.Viewer, (*UI).streamEvents},
	{"GET", "/backup", engine.Admin, (*UI).backup},
}

// New returns a handler of all the program's routes.
func New(c Config) *UI {
	if c.Site == nil {
		c.Site = site.At(c.PublicURL)
	}
	if c.Rehearsals == nil {
		c.Rehearsals = rehearse.NewShelf(c.Clock)
	}
	u := &UI{Config: c, admin: sha256.Sum256([]byte(c.AdminToken.Reveal())), desk: signin.New(c.Store, c.Clock)}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		if forPrograms(c.Request()) {
			u.fail(u.newCall(c), err)
		} else {
			u.failScreen(u.newCall(c), err)
		}
	}
	e.Use(u.guard)
	e.GET("/healthz", u.plain((*UI).alive))
	e.GET("/readyz", u.plain((*UI).ready))
	e.GET("/metrics", u.metrics())
	for _, r := range api {
		e.Add(r.method, "/api/v1"+r.path, u.allow(r))
	}
	for _, r := range pages {
		e.Add(r.method, r.path, u.screen(r))
	}
	mux := http.NewServeMux()
	if c.Hook != nil {
		mux.Handle("/hook/{token}", u.intake.counted(c.Hook))
	}
	mux.Handle(static.Prefix, c.Assets)
	mux.Handle("/", e)
	u.mux = mux
	return u
}

// forPrograms reports whether a request is a program's, which is answered in JSON
// and not with a page.
func forPrograms(r *http.Request) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return slices.Contains([]string{"api", "hook", "healthz", "readyz", "metrics"}, first) ||
		!strings.Contains(r.Header.Get("Accept"), "text/html")
}

// ServeHTTP implements http.Handler.
func (u *UI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff") // also where the mux answers by itself
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	if r.ContentLength != 0 { // also of a body that nobody reads: the connection waits for its end
		_ = http.NewResponseController(w).SetReadDeadline(u.Clock.Now().Add(bodyTime)) // or as the server has it
	}
	u.mux.ServeHTTP(w, r)
}
