package product

import (
	"io/fs"
	"net/url"
	"testing"

	"stanok/examples"
	"stanok/tools/e2e/browser"
)

// Stop is one view of a page that the tour through the shop comes by.
type Stop struct {
	Name string
	Path func(*Shop) string
	Do   func(*browser.Page) // what opens the view on the page; none if nil
	Out  bool                // seen by who is not signed in
}

// Tour is all pages, in the order in which a person would meet them.
func Tour() []Stop {
	at := func(path string) func(*Shop) string { return func(*Shop) string { return path } }
	leads := func(rest string) func(*Shop) string { return func(s *Shop) string { return "/p/" + s.Leads + rest } }
	orders := func(rest string) func(*Shop) string { return func(s *Shop) string { return "/p/" + s.Orders + rest } }
	return []Stop{
		{Name: "login", Path: at("/login"), Out: true},
		{Name: "login-refused", Path: at("/login"), Out: true, Do: refused},
		{Name: "forgot", Path: at("/forgot"), Out: true},
		{Name: "attention", Path: at("/"), Do: see("today")},
		{Name: "list", Path: at("/p")},
		{Name: "list-menu", Path: at("/p"), Do: click("processing-menu", "menu-delete")},
		{Name: "list-none", Path: at("/p?q=envibox")},
		{Name: "bin", Path: at("/p/bin")},
		{Name: "import", Path: at("/import")},
		{Name: "import-report", Path: at("/import"), Do: report},
		{Name: "editor-new", Path: func(s *Shop) string { return "/p/" + s.Fresh + "?at=source" }, Do: see("source-webhook")},
		{Name: "editor-webhook", Path: leads("?at=source"), Do: see("webhook-link")},
		{Name: "editor-qr", Path: leads("?at=source"), Do: click("link-qr", "#link-qr svg")},
		{Name: "editor-http", Path: leads("?at=request"), Do: see("field-url")},
		{Name: "editor-parser", Path: leads("?at=fields"), Do: see("parser-row")},
		{Name: "editor-composer", Path: leads("?at=lead"), Do: click("composer-view-form", "composer-form")},
		{Name: "editor-composer-text", Path: leads("?at=lead"), Do: click("composer-view-text", "composer-text")},
		{Name: "editor-post", Path: leads("?at=send"), Do: see("field-url")},
		{Name: "editor-palette", Path: leads(""), Do: click("add-action", "palette-search")},
		{Name: "editor-schedule", Path: func(s *Shop) string { return "/p/" + s.Report + "?at=source" }, Do: see("schedule-sentence")},
		{Name: "editor-letter", Path: func(s *Shop) string { return "/p/" + s.Report + "?at=letter" }, Do: see("panel-name")},
		{Name: "editor-branch", Path: orders("?at=choose"), Do: see("rule-row")},
		{Name: "editor-loop", Path: orders("?at=each"), Do: see("panel-name")},
		{Name: "editor-apply", Path: orders(""), Do: click("apply", "change-sentence")},
		{Name: "editor-problems", Path: func(s *Shop) string { return "/p/" + s.Draft }, Do: click("problems", "problem")},
		{Name: "versions", Path: leads("/versions")},
		{Name: "versions-compare", Path: leads("/versions/compare")},
		{Name: "version", Path: leads("/versions/1")},
		{Name: "rehearse", Path: leads("/rehearse")},
		{Name: "rehearsed", Path: orders("/rehearse"), Do: click("rehearse-do", "rehearse-totals")},
		{Name: "settings", Path: leads("/settings")},
		{Name: "contract", Path: leads("/contract")},
		{Name: "watch", Path: leads("/watch")},
		{Name: "mute", Path: leads("/mute?about=drift&for=mended")},
		{Name: "stop", Path: leads("/stop")},
		{Name: "processing-operations", Path: leads("/ops")},
		{Name: "operations", Path: at("/ops")},
		{Name: "operations-none", Path: at("/ops?q=nobody-was-here")},
		{Name: "operations-selected", Path: at("/ops?all=true")},
		{Name: "repair", Path: at("/replays/new?all=true")},
		{Name: "repair-nothing", Path: at("/replays/new")},
		{Name: "erase", Path: at("/erase?all=true&state=failed")},
		{Name: "replays", Path: at("/replays")},
		{Name: "operation", Path: func(s *Shop) string { return "/ops/" + s.Succeeded }},
		{Name: "operation-failed", Path: func(s *Shop) string { return "/ops/" + s.Failed }},
		{Name: "operation-origin", Path: func(s *Shop) string { return "/ops/" + s.Succeeded + "?step=lead" }, Do: click("tree-from", "origin-drawer")},
		{Name: "operation-compare", Path: func(s *Shop) string { return "/ops/" + s.Failed + "/compare" }},
		{Name: "operations-failed", Path: at("/ops?state=failed&state=uncertain")},
		{Name: "operations-filters", Path: leads("/ops?state=failed"), Do: click("more-filters", "cond-apply")},
		{Name: "connections", Path: at("/connections")},
		{Name: "connection-new", Path: at("/connections/new")},
		{Name: "connection-service", Path: at("/connections/new?for=google_sheets")},
		{Name: "connection", Path: func(s *Shop) string { return "/connections/" + s.Connection }},
		{Name: "tables", Path: at("/tables")},
		{Name: "table-new", Path: at("/tables/new")},
		{Name: "table", Path: func(s *Shop) string { return "/tables/" + s.Table }, Do: see("table-grid")},
		{Name: "table-columns", Path: func(s *Shop) string { return "/tables/" + s.Table + "?q=t-00" }, Do: click("[data-testid=table-settings] > summary", "columns-save")},
		{Name: "table-import", Path: func(s *Shop) string { return "/tables/" + s.Table + "/import" }},
		{Name: "templates", Path: at("/templates")},
		{Name: "templates-none", Path: at("/templates?q=nobody-has-this")},
		{Name: "template", Path: at("/templates/uon-envybox")},
		{Name: "template-chat", Path: at("/templates/jivochat-ploomes")},
		{Name: "users", Path: at("/users")},
		{Name: "user", Path: func(s *Shop) string { return "/users/" + s.Person }},
		{Name: "instance", Path: at("/settings"), Do: click("settings-check", "reach-facts")},
		{Name: "data", Path: at("/settings/data"), Do: see("data-check")},
		{Name: "account", Path: at("/account")},
		{Name: "not-found", Path: at("/p/" + url.PathEscape("gone"))},
	}
}

func see(what string) func(*browser.Page) { return func(p *browser.Page) { p.See(what) } }

func click(what, then string) func(*browser.Page) {
	return func(p *browser.Page) {
		p.Click(what)
		p.See(then)
	}
}

func refused(p *browser.Page) {
	p.Fill("login-email", OwnerEmail)
	p.Fill("login-password", "not the password at all")
	p.Click("login-submit")
	p.See("login-error")
}

// report gives the import the start document, whose connections are missing, and
// asks what is in it.
func report(p *browser.Page) {
	name := map[string]string{"en": "request.yaml", "ru": "request.ru.yaml", "pt-BR": "request.pt-BR.yaml"}[browser.Eval[string](p, `() => document.documentElement.lang`)]
	document, err := fs.ReadFile(examples.FS(), "uon-envybox/"+name)
	if err != nil {
		panic(err) // it is built in
	}
	browser.Eval[bool](p, `(text) => { document.querySelector("[name=text]").value = text; return true; }`, string(document))
	p.Click("import-look")
	p.See("import-report")
}

// Beginnings shows what a program looks like before it holds anything, in a
// language: to who sets it up, and to its owner on the first day. ready is done
// with each tab before.
func Beginnings(t testing.TB, lang string, ready func(*browser.Page), look func(Stop, *browser.Page)) {
	t.Helper()
	nobody := browser.New(t, Unowned(t).URL)
	nobody.Go("/setup")
	Prefer(nobody, "language", lang)
	owner := New(t).Owner()
	Prefer(owner, "language", lang)
	for name, path := range map[string]string{"setup": "/setup", "first-attention": "/", "first-list": "/p", "first-operations": "/ops", "first-connections": "/connections", "first-tables": "/tables"} {
		p := owner
		if name == "setup" {
			p = nobody
		}
		ready(p)
		p.Go(path)
		look(Stop{Name: name}, p)
	}
}

// Visit walks through the shop with the tabs of two people, one signed in and one
// not, and looks at each stop.
func (s *Shop) Visit(in, out *browser.Page, look func(Stop, *browser.Page)) {
	s.t.Helper()
	for _, stop := range Tour() {
		p := in
		if stop.Out {
			p = out
		}
		p.Go(stop.Path(s))
		if stop.Do != nil {
			stop.Do(p)
		}
		look(stop, p)
	}
}

// Pages opens the tabs of the owner and of somebody who is not signed in, in the
// shop's language.
func (s *Shop) Pages() (in, out *browser.Page) {
	s.t.Helper()
	in, out = s.Owner(), browser.New(s.t, s.URL)
	out.Go("/login")
	for _, p := range []*browser.Page{in, out} {
		Prefer(p, "language", s.lang)
		p.Except("/p/gone", "/login") // pages that answer with an error
	}
	return in, out
}

// Prefer chooses a language or a theme, as the account menu does.
func Prefer(p *browser.Page, name, value string) {
	browser.Eval[bool](p, `async (name, value) => (await fetch("/preferences", {method: "POST", body: new URLSearchParams([[name, value]])})).ok`, name, value)
}
