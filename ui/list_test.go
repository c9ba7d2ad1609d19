package ui_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/ui/uitest"
)

// flowDoc is a document with a name, labels and an address to send to.
func flowDoc(name, labels, host string) string {
	return fmt.Sprintf(`
format: 1
name: %q
labels: [%s]
source: {type: webhook, with: {params: [{name: phone, type: text}]}}
actions:
  - {id: send, type: http.request, title: Позвонить, with: {url: "https://%s/call"}}
`, name, labels, host)
}

func (c *client) add(document string) string {
	c.t.Helper()
	return c.do("POST", "/api/v1/processings", document, 201)["id"].(string)
}

func TestTheListBeginsWithThreeWaysToStart(t *testing.T) {
	c := newClient(t)
	for lang, word := range map[string]string{"en": "No processings yet", "ru": "Здесь пока нет обработок", "pt-BR": "Ainda não há automações"} {
		page := c.browse("GET", "/p", nil, "Accept-Language", lang).shows(word, `data-testid="first-day"`, `data-testid="start-scratch"`, `data-testid="start-import"`)
		page.lacks("⟦", `data-testid="search"`)
	}
	at := c.browse("POST", "/p", url.Values{}).leads()
	if made := c.do("GET", "/api/v1"+strings.Replace(at, "/p/", "/processings/", 1), "", 200); made["name"] != "New processing" {
		t.Errorf("made %v", made)
	}
	c.browse("POST", "/p", url.Values{}).leads()
	if names := c.browse("GET", "/p", nil).shows(`data-status="incomplete"`).names(); !slices.Equal(names, []string{"New processing", "New processing 2"}) {
		t.Errorf("names %q", names)
	}
}

func TestTheFirstDayOffersTemplates(t *testing.T) {
	newClient(t).browse("GET", "/p", nil).shows(`data-testid="start-template"`, `href="/templates"`)
}

func TestARowSaysHowAProcessingStands(t *testing.T) {
	c := newClient(t)
	id := c.create(failing)
	c.run(id, `{}`, 200)
	for lang, word := range map[string]string{"en": "Running", "ru": "Работает", "pt-BR": "Ativa"} {
		c.browse("GET", "/p", nil, "Accept-Language", lang).shows(
			`data-status="running"`, `aria-checked="true"`, `data-testid="processing-run"`, `role="switch"`, `href="/ops/`, `class="fail"`, word,
		).lacks("⟦")
	}
}

func TestSearchFindsByNameLabelTitleHostAndToken(t *testing.T) {
	c := newClient(t)
	tree := c.add(flowDoc("Ёлка", "crm", "api.example.com"))
	c.add(flowDoc("Ação", "Vendas", "envycrm.com"))
	link := c.do("GET", "/api/v1/processings/"+tree, "", 200)["webhook_url"].(string)
	for q, want := range map[string]string{
		"елка": "Ёлка", "ЁЛКА": "Ёлка", "acao": "Ação", "vendas": "Ação", "envycrm": "Ação", "api.example": "Ёлка", "crm елка": "Ёлка",
		link[strings.LastIndex(link, "/")+1:]: "Ёлка",
	} {
		if names := c.browse("GET", "/p?q="+url.QueryEscape(q), nil).names(); !slices.Equal(names, []string{want}) {
			t.Errorf("%q finds %q, want %q", q, names, want)
		}
	}
	if names := c.browse("GET", "/p?q=позвонить", nil).names(); len(names) != 2 {
		t.Errorf("by a title: %q", names)
	}
	c.browse("GET", "/p?q=envicrm.com", nil, partly...).shows(`data-testid="did-you-mean"`, "envycrm").lacks("<html")
	if names := c.browse("GET", "/p?label=crm&status=draft", nil).names(); !slices.Equal(names, []string{"Ёлка"}) {
		t.Errorf("by a label: %q", names)
	}
	if names := c.browse("GET", "/p?status=running", nil).names(); len(names) != 0 {
		t.Errorf("running: %q", names)
	}
}

func TestALongListHasPages(t *testing.T) {
	c := newClient(t)
	for i := range 51 {
		c.add(flowDoc(fmt.Sprintf("Flow %02d", i), "", "example.com"))
	}
	if names := c.browse("GET", "/p", nil).shows("page=2").names(); len(names) != 50 {
		t.Errorf("%d rows", len(names))
	}
	if names := c.browse("GET", "/p?page=2", nil).names(); !slices.Equal(names, []string{"Flow 50"}) {
		t.Errorf("the second page: %q", names)
	}
	c.browse("GET", "/p?page=99", nil).shows(`data-testid="no-processings"`)
}

func TestTheSwitchSaysWhatBecomesOfDataWhileItIsOff(t *testing.T) {
	c := newClient(t)
	id := c.create(flowDoc("Flow", "", "example.com"))
	off := c.browse("POST", "/p/"+id+"/switch", url.Values{"running": {"off"}}, partly...)
	off.shows(`aria-checked="false"`, "are kept", `data-testid="processing-stopped"`).lacks(`data-testid="toast"`)
	c.browse("POST", "/p/"+id+"/switch", url.Values{"running": {"on"}}, partly...).shows(`aria-checked="true"`)
	if at := c.browse("POST", "/p/"+id+"/switch", url.Values{"running": {"off"}}).leads(); at != "/p" {
		t.Errorf("without a script it leads to %s", at)
	}
	broken := c.add(broken)
	c.browse("POST", "/p/"+broken+"/switch", url.Values{"running": {"on"}}, partly...).shows("cannot run yet", `aria-checked="false"`)
}

func TestWhatIsDeletedLiesInTheBinAndComesBackRunning(t *testing.T) {
	c := newClient(t)
	id := c.create(flowDoc("Flow", "", "example.com"))
	c.browse("GET", "/p/"+id+"/bin", nil, partly...).shows(`data-testid="delete-confirm"`, "running")
	c.browse("POST", "/p/"+id+"/bin", nil, partly...).shows(`data-testid="undo-delete"`)
	c.do("GET", "/api/v1/processings/"+id, "", 404)
	c.browse("GET", "/p/bin", nil).shows("Flow", `data-testid="bin-restore"`)
	c.browse("POST", "/p/"+id+"/unbin", url.Values{"running": {"on"}}, partly...).shows(`aria-checked="true"`)
	if at := c.browse("POST", "/p/"+id+"/delete", nil); at.status != 409 {
		t.Errorf("deleting for good what is not in the bin: %d", at.status)
	}
	c.do("DELETE", "/api/v1/processings/"+id, "", 204)
	c.browse("POST", "/p/"+id+"/delete", nil).leads()
	c.browse("GET", "/p/bin", nil).shows(`data-testid="bin-empty"`).lacks("Flow")
}

func TestAProcessingIsDuplicatedAndLabelled(t *testing.T) {
	c := newClient(t)
	id := c.create(flowDoc("Flow", "", "example.com"))
	if names := c.browse("POST", "/p/"+id+"/duplicate", nil, partly...).shows("Flow (copy)").names(); len(names) != 2 {
		t.Errorf("names %q", names)
	}
	c.browse("GET", "/p/"+id+"/labels", nil, partly...).shows(`name="labels"`)
	c.browse("POST", "/p/"+id+"/labels", url.Values{"labels": {" #crm, лиды ,crm,"}}, partly...).shows("/p?label=crm", "лиды")
	doc := c.do("GET", "/api/v1/processings/"+id, "", 200)["document"].(map[string]any)
	if labels := fmt.Sprint(doc["labels"]); labels != "[crm лиды]" || doc["name"] != "Flow" {
		t.Errorf("the document: %v", doc)
	}
}

func TestOnlyThoseWhoMayEditAreOfferedChanges(t *testing.T) {
	c := newClient(t)
	id := c.create(flowDoc("Flow", "", "example.com"))
	made := c.do("POST", "/api/v1/tokens", `{"name": "v", "role": "viewer"}`, 201)
	viewer := c.as(made["token"].(string))
	viewer.browse("GET", "/p", nil).shows("Flow").lacks(`data-testid="new-processing"`, `data-testid="processing-run"`, "menu-delete", `data-testid="import"`)
	for _, path := range []string{"/p", "/p/" + id + "/bin", "/p/" + id + "/switch", "/import"} {
		if got := viewer.browse("POST", path, url.Values{}); got.status != 403 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// upload sends files to the import.
func (c *client) upload(files map[string]string) screen {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, content := range files {
		w, err := m.CreateFormFile("file", name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/import", &b)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return screen{c.t, w.Code, w.Body.String(), w.Header()}
}

func TestAnImportReportsFirstAndThenMakesDrafts(t *testing.T) {
	c := newClient(t)
	c.create(flowDoc("Flow", "", "example.com"))
	missing := strings.Replace(flowDoc("Other", "", "example.com"), `with: {url:`, `with: {connection: "crm", url:`, 1)
	report := c.upload(map[string]string{"a.yaml": flowDoc("Flow", "new", "example.com"), "b.yaml": missing, "c.yaml": "{ no"})
	report.shows(`data-testid="import-report"`, "There is one of this name", "Connections to create: crm", "Cannot be read", `value="replace"`, `value="rename"`)
	if names := c.browse("GET", "/p", nil).names(); len(names) != 1 {
		t.Errorf("before it is confirmed there are %q", names)
	}
	form := url.Values{}
	docs, fields := report.all(`type="hidden" name="doc-\d+" value="([^"]*)"`), report.all(`type="hidden" name="(doc-\d+)"`)
	for i, field := range fields {
		form.Set(field, strings.NewReplacer("&#34;", `"`, "&amp;", "&").Replace(docs[i]))
		form.Set(field+"-how", "rename")
	}
	c.browse("POST", "/import/confirm", form).shows("Imported: 2 processings", "Flow 2")
	for _, field := range fields {
		form.Set(field+"-how", "replace")
	}
	c.browse("POST", "/import/confirm", form).shows("Imported: 2")
	page := c.browse("GET", "/p?label=new", nil)
	if names := page.names(); !slices.Equal(names, []string{"Flow", "Flow 2"}) {
		t.Errorf("after replacing: %q", names)
	}
	page.shows(`data-status="changed"`)
	if got := c.upload(nil); got.status != 422 {
		t.Errorf("an empty import: %d", got.status)
	}
}

func TestAnExportOfSeveralIsAZipThatImports(t *testing.T) {
	c := newClient(t)
	a, b := c.add(flowDoc("Заявки: сайт/почта", "", "a.example.com")), c.add(flowDoc("B", "", "b.example.com"))
	one := c.browse("GET", "/p/"+b+"/export", nil).shows("name: B")
	if d := one.header.Get("Content-Disposition"); d != "attachment; filename=B.yaml" {
		t.Errorf("one is %s", d)
	}
	pack := c.browse("GET", "/p/export?id="+a+"&id="+b, nil).shows()
	z, err := zip.NewReader(strings.NewReader(pack.body), int64(len(pack.body)))
	if err != nil || len(z.File) != 2 {
		t.Fatalf("%v, %v", z, err)
	}
	c.upload(map[string]string{"all.zip": pack.body}).shows("Заявки: сайт/почта", `name="doc-1"`)
}

// TestAnExportHidesWhatIsPersonalUnlessItIsAskedForInFull: who does not see it in full
// in lists does not get it by asking either; a program reads the document as it is.
func TestAnExportHidesWhatIsPersonalUnlessItIsAskedForInFull(t *testing.T) {
	c := newClient(t)
	id := c.create(`{"format": 1, "name": "Call", "source": {"type": "webhook", "with": {"params": [{"name": "phone", "example": "79215550137"}]}}, "actions": []}`)
	at := "/p/" + id + "/export"
	c.browse("GET", at, nil).shows("•••37").lacks("79215550137")
	c.browse("GET", at+"?data=full", nil).lacks("79215550137")
	c.browse("GET", "/api/v1/processings/"+id, nil, "Accept", "application/yaml").shows("79215550137")
	person := uitest.AddPerson(t, c.store, engine.Editor)
	if _, err := c.store.AmendPerson(t.Context(), engine.MainWorkspace, person.ID, func(p *engine.Person) error { p.Plain = true; return nil }); err != nil {
		t.Fatal(err)
	}
	me := uitest.Session(t, c.store, engine.MainWorkspace, person)
	for path, full := range map[string]bool{at: false, at + "?data=full": true} {
		r := httptest.NewRequest("GET", path, nil)
		r.AddCookie(me)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		if w.Code != 200 || strings.Contains(w.Body.String(), "79215550137") != full {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if n := c.browse("GET", "/p", nil).all(`data-testid="(menu-export-full)"`); len(n) != 0 {
		t.Error("the list offers it to who would not get it")
	}
}
