package standin

import (
	"html/template"
	"net/http"
	"net/url"
)

// consent is the page where a person decides. Its styles are the browser's own.
var consent = template.Must(template.New("consent").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title><link rel="icon" href="data:,"></head>
<body><h1>{{.Title}}</h1><p>“{{.App}}” asks for access{{with .Scope}}: {{.}}{{end}}.</p>
<p><a data-testid="allow" href="/answer?{{.Allow}}">Allow</a> <a data-testid="deny" href="/answer?{{.Deny}}">Deny</a></p></body></html>
`))

// page is GET /authorize. What is asked for wrongly is not sent back, as the
// address to send it to cannot be trusted.
func (s *OAuth) page(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	to, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case err != nil || to.Host == "":
		http.Error(w, "redirect_uri is no address", http.StatusBadRequest)
		return
	case q.Get("client_id") != s.o.ClientID || q.Get("response_type") != "code" || q.Get("state") == "":
		http.Error(w, "client_id, response_type or state is wrong", http.StatusBadRequest)
		return
	case q.Get("code_challenge") == "" || q.Get("code_challenge_method") != "S256":
		http.Error(w, "code_challenge with the method S256 is required", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	allow, deny := url.Values{"ask": {r.URL.RawQuery}, "allow": {"yes"}}, url.Values{"ask": {r.URL.RawQuery}}
	_ = consent.Execute(w, map[string]any{
		"Title": s.o.Title, "App": s.o.ClientID, "Scope": q.Get("scope"), "Allow": template.URL(allow.Encode()), "Deny": template.URL(deny.Encode()),
	})
}

// answer sends the browser back with what the person decided.
func (s *OAuth) answer(w http.ResponseWriter, r *http.Request) {
	asked, err := url.ParseQuery(r.URL.Query().Get("ask"))
	if err != nil {
		http.Error(w, "nothing was asked", http.StatusBadRequest)
		return
	}
	to := backTo(asked, url.Values{"error": {"access_denied"}, "error_description": {"The person said no"}})
	if r.URL.Query().Get("allow") == "yes" {
		to = s.allow(asked)
	}
	http.Redirect(w, r, to, http.StatusFound)
}
