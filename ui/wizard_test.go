package ui_test

import (
	"cmp"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"stanok/actions/connector"
	"stanok/examples/template"
)

// shelf is all templates, and the declared services by name.
func shelf(t *testing.T) ([]template.Template, map[string]connector.Service) {
	t.Helper()
	all, err := loadTemplates()
	if err != nil {
		t.Fatal(err)
	}
	declared, err := loadServices()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]connector.Service{}
	for _, s := range declared {
		of[s.Name] = s
	}
	return all, of
}

// control is an element of a form that sends something.
var control = regexp.MustCompile(`<(input|select|textarea)\b[^>]*>`)

// filledIn is the form of a wizard's step as a person fills it in who takes what
// stands there, and says something where nothing does.
func (s screen) filledIn(t *testing.T, of map[string]connector.Service) url.Values {
	t.Helper()
	form := url.Values{}
	attr := func(tag, name string) (string, bool) {
		m := regexp.MustCompile(`\b` + name + `="([^"]*)"`).FindStringSubmatch(tag)
		if m == nil {
			return "", regexp.MustCompile(`\b` + name + `\b`).MatchString(tag)
		}
		return html.UnescapeString(m[1]), true
	}
	_, body, _ := strings.Cut(s.body, `data-testid="wizard-step"`)
	for _, tag := range control.FindAllString(body, -1) {
		name, _ := attr(tag, "name")
		value, _ := attr(tag, "value")
		kind, _ := attr(tag, "type")
		if _, checked := attr(tag, "checked"); (kind == "radio" || kind == "checkbox") && !checked {
			continue
		}
		if strings.HasPrefix(name, "q.") && strings.Count(name, ".") == 1 && value == "" && kind != "hidden" {
			value = "17" // a text, a number, or something from a list
		}
		if name != "" {
			form.Add(name, value)
		}
	}
	service := of[form.Get("service")]
	if service.Connection == nil {
		return form
	}
	for _, e := range service.Connection.Fields {
		if form.Get("fields."+e.Name) == "" {
			form.Set("fields."+e.Name, e.Example)
		}
	}
	for _, e := range service.Connection.Secrets {
		form.Set("secrets."+e.Name, cmp.Or(e.Example, "a-secret-of-"+service.Name)) // one with an example is a link
	}
	return form
}

// TestEveryTemplateIsFilledInWithoutAScript walks the wizard of each template by
// plain forms: in the end nothing is left to fix, it runs, and the next one is
// offered the connections that were made.
func TestEveryTemplateIsFilledInWithoutAScript(t *testing.T) {
	all, of := shelf(t)
	c := newClient(t)
	for _, one := range all {
		for i, v := range one.Documents[:min(len(one.Documents), 2)] { // the others differ in their actions
			for _, lang := range template.Languages {
				if lang != "en" && (i > 0 || one.ID != "uon-envybox") {
					continue
				}
				name := one.ID + " " + v.Name + " " + lang
				speak := []string{"Accept-Language", lang}
				c.browse("GET", "/templates/"+one.ID+"?document="+v.Name, nil, speak...).shows(`data-testid="template-use"`).lacks("⟦")
				at := c.browse("POST", "/templates/"+one.ID, url.Values{"document": {v.Name}}, speak...).leads()
				id := strings.Split(at, "/")[3]
				for steps := 0; !strings.HasPrefix(at, "/p/"); steps++ {
					page := c.browse("GET", at, nil, speak...).shows(`aria-current="step"`).lacks("⟦")
					form := page.filledIn(t, of)
					switch last := strings.Contains(page.body, `data-testid="wizard-run"`); {
					case last && strings.Contains(page.body, `data-testid="wizard-problems"`):
						t.Errorf("%s: %q", name, page.all(`<li><a href="[^"]*">[^<]*</a>: ([^<]*)</li>`))
						form.Set("do", "edit")
					case last:
						form.Set("do", "run")
					case strings.Contains(page.body, `data-testid="wizard-sample"`) && !strings.Contains(page.body, `data-testid="arrived"`):
						form.Set("do", "sample")
					case form.Has("type"):
						form.Set("do", "anyway") // nobody is there to try it with
						if !strings.Contains(at, "?") {
							at += "?new=1"
						}
					}
					if steps > 12 {
						t.Fatalf("%s: lost at %s: %q %v", name, at, page.all(`<h2 id="step-head">([^<]*)<`), form)
					}
					answer := c.browse("POST", at, form, speak...)
					if answer.status != 303 {
						t.Fatalf("%s: %s answers %d: %q\n%v", name, at, answer.status, answer.body[max(0, strings.Index(answer.body, "wizard-step")):], form)
					}
					at = backTo(answer.leads())
				}
				made := c.do("GET", "/api/v1/processings/"+id, "", 200)
				if made["running"] != true {
					t.Errorf("%s: it does not run: %v", name, made["problems"])
				}
			}
		}
	}
}

// backTo is the page that the page of a new connection goes back to when people
// are to sign in at its service; any other page itself.
func backTo(at string) string {
	u, err := url.Parse(at)
	if err == nil && strings.HasPrefix(u.Path, "/connections/") && u.Query().Get("back") != "" {
		return u.Query().Get("back")
	}
	return at
}
