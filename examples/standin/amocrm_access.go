package standin

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
)

// agree is the page on which a person gives an integration access, at www.amocrm.ru
// and www.kommo.com.
func (a *AmoCRM) agree(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	to, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || to.Host == "" || q.Get("client_id") != a.options.ClientID || q.Get("state") == "" {
		page(w, http.StatusBadRequest, "client_id, redirect_uri or state is wrong")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	allow, deny := url.Values{"ask": {r.URL.RawQuery}, "allow": {"yes"}}, url.Values{"ask": {r.URL.RawQuery}}
	_ = consent.Execute(w, map[string]any{
		"Title": "amoCRM", "App": a.options.ClientID, "Allow": template.URL(allow.Encode()), "Deny": template.URL(deny.Encode()),
	})
}

// agreed sends the browser back with what the person decided. Beside the code stands
// the account that was chosen.
func (a *AmoCRM) agreed(w http.ResponseWriter, r *http.Request) {
	asked, err := url.ParseQuery(r.URL.Query().Get("ask"))
	if err != nil {
		page(w, http.StatusBadRequest, "nothing was asked")
		return
	}
	said := url.Values{"error": {"access_denied"}}
	if r.URL.Query().Get("allow") == "yes" {
		said = url.Values{"code": {a.Code()}, "referer": {r.Host}}
	}
	http.Redirect(w, r, backTo(asked, said), http.StatusFound)
}

// Expire ends all access tokens that were given out. Those to refresh stay.
func (a *AmoCRM) Expire() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.access)
}

// Code is what the page gives on which a person agrees; it is taken once.
func (a *AmoCRM) Code() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.codes) >= maxRecords {
		clear(a.codes)
	}
	code := fmt.Sprintf("def502%08d", len(a.codes)+1)
	a.codes[code] = true
	return code
}

// giveToken takes a code, or a token to refresh: each once. A second use of one is
// refused.
func (a *AmoCRM) giveToken(w http.ResponseWriter, r *http.Request) {
	said, readable := params(r)
	if !readable || text(said["client_id"]) != a.options.ClientID || text(said["client_secret"]) != a.options.ClientSecret {
		amoProblem(w, http.StatusBadRequest, "Client authentication failed")
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	from, what := a.codes, text(said["code"])
	if said["grant_type"] == "refresh_token" {
		from, what = a.refresh, text(said["refresh_token"])
	}
	if !from[what] {
		amoProblem(w, http.StatusBadRequest, "Token has been revoked")
		return
	}
	from[what] = false
	if a.given%maxRecords == maxRecords-1 {
		clear(a.access)
	}
	a.given++
	access, refresh := "access-"+strconv.Itoa(a.given), "refresh-"+strconv.Itoa(a.given)
	a.access[access], a.refresh[refresh] = a.now().Add(a.options.Life), true
	writeJSON(w, http.StatusOK, object{
		"token_type": "Bearer", "expires_in": int(a.options.Life.Seconds()), "server_time": a.now().Unix(),
		"access_token": access, "refresh_token": refresh,
	})
}
