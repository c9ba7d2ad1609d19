package product

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/program"
)

// Shop is the world of a small travel agency that has used the program for some
// time, in the words of a language.
type Shop struct {
	*World

	// The processings: leads runs and fails now and then, orders has branches and
	// changes that are not applied, report has a schedule and is stopped, draft is
	// not complete, fresh has nothing yet.
	Leads, Orders, Report, Draft, Fresh string

	// Operations of leads.
	Succeeded, Failed string

	// Connection is that of U-ON, Person who may only look, Table a mapping table.
	Connection, Person, Table string

	lang  string
	words map[string]any
}

//go:embed shop
var shop embed.FS

// document is one of the shop's, in the words of its language.
func (s *Shop) document(name string) string {
	s.t.Helper()
	page, err := template.New(name).Delims("<<", ">>").ParseFS(shop, "shop/"+name)
	s.must(err)
	var b bytes.Buffer
	s.must(page.ExecuteTemplate(&b, name, s.words))
	return b.String()
}

// NewShop starts the world of the agency whose people speak a language.
func NewShop(t testing.TB, lang string, flags ...string) *Shop {
	t.Helper()
	s := &Shop{World: New(t, append([]string{"--language", lang, "--smtp-url", "smtp://127.0.0.1:9?tls=none", "--mail-from", "stanok@example.test"}, flags...)...), lang: lang}
	raw, err := shop.ReadFile("shop/" + lang + ".json")
	s.must(err)
	s.must(json.Unmarshal(raw, &s.words))
	s.connect()
	s.table()
	s.people()
	s.processings()
	s.operations()
	s.change()
	return s
}

func (s *Shop) connect() {
	s.t.Helper()
	var made struct{ ID string }
	s.Post("/connections", map[string]any{
		"name": "U-ON", "origins": []string{s.UONURL}, "fields": map[string]string{"address": s.UONURL}, "secrets": map[string]string{"key": s.UON.Key()},
	}, &made)
	s.Connection = made.ID
	s.Post("/connections", map[string]any{
		"name": "Envybox", "origins": []string{s.EnvyboxURL}, "fields": map[string]string{"address": s.EnvyboxURL}, "secrets": map[string]string{"api_key": s.Envybox.APIKey()},
	}, nil)
}

// table makes a mapping table of more rows than stand on one page.
func (s *Shop) table() {
	s.t.Helper()
	words := s.words["Table"].([]any)
	key, value := words[1].(string), words[2].(string)
	var rows []map[string]string
	for i, tour := range s.words["Tours"].([]any) {
		rows = append(rows, map[string]string{key: tour.(string), value: fmt.Sprint(17 + i)})
	}
	for i := range 120 {
		rows = append(rows, map[string]string{key: fmt.Sprintf("T-%03d", i), value: fmt.Sprint(100 + i)})
	}
	var made struct{ ID string }
	s.Post("/tables", map[string]any{"name": words[0], "keys": []string{key}, "columns": []string{key, value}, "rows": rows}, &made)
	s.Table = made.ID
}

func (s *Shop) people() {
	s.t.Helper()
	for i, name := range s.words["People"].([]any) {
		var made struct{ ID string }
		s.Post("/users", map[string]any{
			"email": fmt.Sprintf("person%d@example.test", i+1), "name": name, "role": []string{"editor", "operator", "viewer"}[i], "password": OwnerPassword,
		}, &made)
		s.Person = made.ID
	}
}

func (s *Shop) processings() {
	s.t.Helper()
	s.Leads, s.Orders = s.deploy("leads.yaml").ID, s.deploy("orders.yaml").ID
	s.Report, s.Draft, s.Fresh = s.Create(s.document("report.yaml")), s.Create(s.document("draft.yaml")), s.Create(s.document("new.yaml"))
	old := s.Create(strings.Replace(s.document("report.yaml"), s.words["Report"].(string), s.words["Old"].(string), 1))
	s.must(s.API.Call(http.MethodDelete, "/processings/"+old, "", nil, nil))
}

func (s *Shop) deploy(name string) program.Processing {
	s.t.Helper()
	p, err := s.API.Deploy(s.document(name))
	s.must(err)
	return p
}

// operations lets requests come in, one of which U-ON does not have, and orders.
func (s *Shop) operations() {
	s.t.Helper()
	const missing = "4824"
	s.UON.Remove(standin.UONRequest, missing)
	p, err := s.API.Processing(s.Leads)
	s.must(err)
	for _, id := range []string{"4819", "4820", "4821", "4822", "4823", missing, "4825"} {
		if status := s.Send(p.WebhookURL, standin.UONEvent{ID: id}); status != http.StatusOK {
			s.t.Fatalf("the link of the leads answers %d", status)
		}
	}
	for _, total := range []int{12500, 48000} {
		var items []map[string]any
		for i, tour := range s.words["Tours"].([]any) {
			items = append(items, map[string]any{"name": tour, "count": i + 1})
		}
		s.Post("/processings/"+s.Orders+"/operations?wait=10s", map[string]any{"email": "anna@example.test", "total": total, "items": items}, nil)
	}
	s.Succeeded, s.Failed = s.ended("succeeded"), s.ended("failed")
}

// change gives leads a second version and orders a change that is not applied.
func (s *Shop) change() {
	s.t.Helper()
	second := strings.Replace(s.document("leads.yaml"), "attempts: 1", "attempts: 3", 1)
	s.Put("/processings/"+s.Leads, second)
	s.Post("/processings/"+s.Leads+"/start", map[string]any{}, nil)
	s.Put("/processings/"+s.Orders, strings.Replace(s.document("orders.yaml"), "30000", "50000", 1))
}

// ended is the newest operation of leads that ended so, when they all have ended.
func (s *Shop) ended(state string) string {
	s.t.Helper()
	for until := time.Now().Add(browser.Patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		all, _, err := s.API.Operations(url.Values{"processing": {s.Leads}})
		s.must(err)
		if slices.ContainsFunc(all, func(o program.Operation) bool { return o.FinishedAt == "" }) {
			continue
		}
		if i := slices.IndexFunc(all, func(o program.Operation) bool { return o.State == state }); i >= 0 {
			return all[i].ID
		}
	}
	s.t.Fatalf("no operation of the leads ended %s", state)
	return ""
}
