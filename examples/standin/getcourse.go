package standin

import (
	"cmp"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// GetCourseOptions say what a GetCourse is like. The zero value is usable.
type GetCourseOptions struct {
	Key  string // the API key; "demo-getcourse-key" when empty
	Keep int    // calls kept, and requests the recorder keeps; 10,000 when zero
}

// GetCourseQuirks are what working clients meet. The zero value answers with JSON
// booleans.
type GetCourseQuirks struct {
	// TextBooleans answers "true" and "false" as texts.
	TextBooleans bool
	// OuterSuccess says success on the outside when the result inside says none.
	OuterSuccess bool
}

// GetCourse stands in for ACCOUNT.getcourse.ru: POST /pl/api/users and deals.
// Every answer has the status 200, also that of a failure.
type GetCourse struct {
	*Front
	switches[GetCourseQuirks]

	options GetCourseOptions
	mu      sync.Mutex
	calls   tail[GetCourseCall]
	users   map[string]int // by e-mail
}

// GetCourseCall is what was added.
type GetCourseCall struct {
	Kind   string         // "users" or "deals"
	Params map[string]any // what stood in params; read, do not change
	User   int
	Deal   int
}

// NewGetCourse makes a stand-in. It is safe for concurrent use.
func NewGetCourse(o GetCourseOptions) *GetCourse {
	o.Key = cmp.Or(o.Key, "demo-getcourse-key")
	o.Keep = cmp.Or(o.Keep, keptRequests)
	g := &GetCourse{options: o, calls: tail[GetCourseCall]{limit: o.Keep}, users: map[string]int{}}
	g.Front = newFront(g.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	return g
}

// Key is the API key that the stand-in takes.
func (g *GetCourse) Key() string { return g.options.Key }

// Calls are what was added lately, oldest first.
func (g *GetCourse) Calls() []GetCourseCall {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.calls.latest())
}

func (g *GetCourse) handle(w http.ResponseWriter, r *http.Request) {
	kind, ok := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, "/"), "/pl/api/")
	if !ok || kind != "users" && kind != "deals" {
		http.NotFound(w, r)
		return
	}
	if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
		g.refuse(w, "Неверный формат запроса")
		return
	}
	said, wrong := g.read(r.PostForm)
	if wrong != "" {
		g.refuse(w, wrong)
		return
	}
	g.add(w, kind, said)
}

// read opens params, which are base64 of JSON.
func (g *GetCourse) read(form url.Values) (object, string) {
	raw, err := base64.StdEncoding.DecodeString(form.Get("params"))
	var said object
	switch {
	case form.Get("key") != g.options.Key:
		return nil, "Неверный ключ"
	case form.Get("action") != "add":
		return nil, "Неизвестное действие"
	case err != nil || decodeJSON(raw, &said) != nil:
		return nil, "Параметр params должен быть base64 от JSON"
	}
	return said, ""
}

func (g *GetCourse) add(w http.ResponseWriter, kind string, said object) {
	email := strings.ToLower(text(dig(said, "user", "email")))
	refresh := text(dig(said, "system", "refresh_if_exists")) == "1"
	g.mu.Lock()
	defer g.mu.Unlock()
	user, known := g.users[email]
	switch {
	case !strings.Contains(email, "@"):
		g.reject(w, "Не заполнено поле: email")
		return
	case known && !refresh && kind == "users":
		g.reject(w, "Пользователь с таким email уже существует")
		return
	case kind == "deals" && text(dig(said, "deal", "offer_code")) == "" && text(dig(said, "deal", "product_title")) == "":
		g.reject(w, "Не указано предложение")
		return
	}
	if !known && len(g.users) >= maxRecords {
		g.reject(w, "The stand-in is full")
		return
	}
	if !known {
		user = 500_000 + len(g.users) + 1
		g.users[email] = user
	}
	call := GetCourseCall{Kind: kind, Params: said, User: user}
	result := object{"success": g.says(true), "user_id": user, "user_status": map[bool]string{true: "updated", false: "added"}[known], "error": g.says(false), "error_message": ""}
	if kind == "deals" {
		call.Deal = 700_000 + g.calls.total + 1
		maps.Copy(result, object{"deal_id": call.Deal, "deal_number": cmp.Or(text(dig(said, "deal", "deal_number")), "1")})
		if text(dig(said, "system", "return_payment_link")) == "1" {
			result["payment_link"] = "https://demo.getcourse.test/pl/sales/deal?id=" + text(call.Deal)
		}
	}
	g.calls.add(call)
	writeJSON(w, http.StatusOK, object{"success": g.says(true), "action": "add", "result": result})
}

// reject is a failure of what was asked for.
func (g *GetCourse) reject(w http.ResponseWriter, message string) {
	writeJSON(w, http.StatusOK, object{
		"success": g.says(g.Quirks().OuterSuccess), "action": "add",
		"result": object{"success": g.says(false), "error": g.says(true), "error_message": message},
	})
}

// refuse is a failure of the call itself.
func (g *GetCourse) refuse(w http.ResponseWriter, message string) {
	writeJSON(w, http.StatusOK, object{"success": g.says(false), "error": g.says(true), "error_message": message})
}

func (g *GetCourse) says(b bool) any {
	if g.Quirks().TextBooleans {
		return text(b)
	}
	return b
}
