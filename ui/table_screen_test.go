package ui_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// cities makes a table of towns and returns the address of its page.
func (c *client) cities(rows ...string) string {
	c.t.Helper()
	all := make([]string, len(rows))
	for i, row := range rows {
		city, code, _ := strings.Cut(row, "=")
		all[i] = fmt.Sprintf(`{"city": %q, "code": %q}`, city, code)
	}
	made := c.do("POST", "/api/v1/tables", `{"name": "Cities", "keys": ["city"], "columns": ["city", "code"], "rows": [`+strings.Join(all, ",")+`]}`, 201)
	return "/tables/" + made["id"].(string)
}

// rowsOf are a table's rows as text.
func (c *client) rowsOf(at string) string {
	c.t.Helper()
	var all []string
	for _, row := range c.do("GET", "/api/v1"+at, "", 200)["rows"].([]any) {
		cells := row.(map[string]any)
		all = append(all, fmt.Sprint(cells["city"], "=", cells["code"]))
	}
	return strings.Join(all, " ")
}

// sheetForm is the form of a page of rows: "0:Paris=1" changes a row, ":Rome=2" is a
// new one.
func sheetForm(version, shown string, rows ...string) url.Values {
	form := url.Values{"version": {version}, "shown": {shown}, "do": {"save"}}
	for _, row := range rows {
		at, cells, _ := strings.Cut(row, ":")
		city, code, _ := strings.Cut(cells, "=")
		form["at"], form["c0"], form["c1"] = append(form["at"], at), append(form["c0"], city), append(form["c1"], code)
	}
	return form
}

func TestRowsThatAreEditedOnAPageAreSavedTogether(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1", "Sochi=2", "Tomsk=3")
	code, body, _ := c.page("GET", at, nil)
	if code != 200 || strings.Count(body, `data-testid="grid-row"`) != 4 || !strings.Contains(body, `value="Tomsk"`) { // and the blank one
		t.Fatal(code, body)
	}
	code, _, to := c.page("POST", at+"/rows", sheetForm("1", "0,1,2", "0:Anapa=11", "2: Tomsk =3", ":Omsk=4", ":="))
	if code != 303 || !strings.HasPrefix(to, at+"?") || c.rowsOf(at) != "Anapa=11 Tomsk=3 Omsk=4" {
		t.Fatal(code, to, c.rowsOf(at))
	}
	code, body, _ = c.page("POST", at+"/rows", sheetForm("1", "0,1,2", "0:Anapa=12", "1:Tomsk=3", "2:Omsk=4"))
	if code != 409 || !strings.Contains(body, "changed this table") || !strings.Contains(body, `value="12"`) {
		t.Fatal(code, body)
	}
}

func TestADoubledKeyIsMarkedInItsRowAndNothingIsSaved(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1", "Sochi=2", "Tomsk=3")
	code, body, _ := c.page("POST", at+"/rows", sheetForm("1", "1,2", "1:Sochi=2", "2:Sochi =typed"))
	if code != 422 || !strings.Contains(body, "Rows 2 and 3 have the same key: Sochi.") || !strings.Contains(body, `value="typed"`) || !strings.Contains(body, `aria-invalid="true"`) {
		t.Fatal(code, body)
	}
	code, body, _ = c.page("POST", at+"/rows", sheetForm("1", "0", "0:Tomsk=1")) // the other one stands on another page
	if code != 422 || !strings.Contains(body, "Rows 1 and 3 have the same key: Tomsk.") {
		t.Fatal(code, body)
	}
	if got := c.rowsOf(at); got != "Anapa=1 Sochi=2 Tomsk=3" {
		t.Error(got)
	}
}

func TestAForgedFormOfRowsChangesNothing(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1", "Sochi=2")
	for _, form := range []url.Values{
		sheetForm("1", "7", "7:Omsk=1"), sheetForm("1", "0", "1:Omsk=1"), sheetForm("1", "0", "x:Omsk=1"),
		{"version": {"1"}, "shown": {"0"}, "at": {"0"}, "c0": {"Omsk"}},
	} {
		if code, _, _ := c.page("POST", at+"/rows", form); code != 412 {
			t.Errorf("%v: %d", form, code)
		}
	}
	if got := c.rowsOf(at); got != "Anapa=1 Sochi=2" {
		t.Error(got)
	}
}

func TestRowsAreFoundAndShownInPages(t *testing.T) {
	c := newClient(t)
	var rows []string
	for i := range 250 {
		rows = append(rows, fmt.Sprintf("Town %03d=%d", i, i))
	}
	at := c.cities(rows...)
	_, body, _ := c.page("GET", at+"?page=3", nil)
	if !strings.Contains(body, "201–250 of 250") || !strings.Contains(body, `value="Town 249"`) || strings.Contains(body, `value="Town 199"`) {
		t.Error("the third page is not the last fifty")
	}
	_, body, _ = c.page("GET", at+"?q=TOWN+24", nil)
	if !strings.Contains(body, "1–10 of 10") || !strings.Contains(body, `name="shown" value="240,241,`) {
		t.Error("the search does not find ten")
	}
	code, _, _ := c.page("POST", at+"/rows", sheetForm("1", "240,241", "241:Town 241=new"))
	got := c.rowsOf(at)
	if code != 303 || strings.Contains(got, "Town 240=") || !strings.Contains(got, "Town 241=new") || strings.Count(got, "Town") != 249 {
		t.Error(code, got)
	}
}

func TestColumnsAreRenamedAddedRemovedAndMadeKeys(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1", "Sochi=2")
	form := url.Values{"version": {"1"}, "name": {"Towns"}, "do": {"save"}, "was": {"1", "0", ""}, "column": {"Code", "city", "note"}, "key": {"0", "1"}}
	if code, body, _ := c.page("POST", at+"/columns", form); code != 303 {
		t.Fatal(code, body)
	}
	got := c.do("GET", "/api/v1"+at, "", 200)
	if said := fmt.Sprint(got["name"], got["columns"], got["keys"], got["rows"]); said != "Towns[Code city note] [Code city] [map[Code:1 city:Anapa note:] map[Code:2 city:Sochi note:]]" {
		t.Error(said)
	}
	form = url.Values{"version": {"2"}, "name": {"Towns"}, "do": {"save"}, "was": {"0", "1", "2"}, "column": {"Code", "city", "note"}, "key": {"2"}}
	if code, body, _ := c.page("POST", at+"/columns", form); code != 422 || !strings.Contains(body, "Row 1 has no key") {
		t.Error(code, body)
	}
	form.Set("do", "drop:1")
	if code, body, _ := c.page("POST", at+"/columns", form); code != 200 || strings.Contains(body, `name="column" value="city"`) || c.do("GET", "/api/v1"+at, "", 200)["version"] != float64(2) {
		t.Error(code, body)
	}
}

func TestATableInUseKeepsItsName(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1")
	c.create(`{"format": 1, "name": "Map", "source": {"type": "manual"}, "actions": [
		{"id": "text", "type": "text.compose", "with": {"template": "{{ lookup('Cities', 'Anapa').code }}"}}]}`)
	form := url.Values{"version": {"1"}, "name": {"Towns"}, "do": {"save"}, "was": {"0", "1"}, "column": {"city", "code"}, "key": {"0"}}
	if code, body, _ := c.page("POST", at+"/columns", form); code != 409 || !strings.Contains(body, "Map › 2 Text") {
		t.Error(code, body)
	}
	if code, body, _ := c.page("POST", at+"/delete", url.Values{}); code != 409 || !strings.Contains(body, "Map › 2 Text") {
		t.Error(code, body)
	}
	if _, body, _ := c.page("GET", at, nil); !strings.Contains(body, "It cannot be deleted while 1 action uses it.") {
		t.Error("the page does not say so before")
	}
}

// sendFile sends a file to a page.
func (c *client) sendFile(path, file string, fields ...string) (int, string, string) {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "rows.csv")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	for i := 0; i+1 < len(fields) && err == nil; i += 2 {
		err = w.WriteField(fields[i], fields[i+1])
	}
	if err != nil || w.Close() != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+c.token)
	a := httptest.NewRecorder()
	c.handler.ServeHTTP(a, r)
	return a.Code, a.Body.String(), a.Header().Get("Location")
}

func TestAnImportIsReportedBeforeItIsDone(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1", "Sochi=2")
	const file = "code;city;note\n11;Anapa;<b>\n2;Sochi;\n4;Omsk;x\n5;Omsk;y\n"
	code, body, _ := c.sendFile(at+"/import", file, "how", "add")
	for _, said := range []string{"<dt>Will be added</dt><dd>1 row</dd>", "<dt>Will be changed</dt><dd>1 row</dd>", "Rows 4 and 5 have the same key: Omsk.", "New columns: note", "&lt;b&gt;"} {
		if code != 200 || !strings.Contains(body, said) {
			t.Errorf("%d: the report does not say %s", code, said)
		}
	}
	if c.rowsOf(at) != "Anapa=1 Sochi=2" {
		t.Fatal("the report changed something")
	}
	confirm := url.Values{"version": {"1"}, "how": {"add"}, "text": {strings.ReplaceAll(file, "\n", "\r\n")}}
	if code, body, _ := c.page("POST", at+"/import/confirm", confirm); code != 303 || c.rowsOf(at) != "Anapa=11 Sochi=2 Omsk=4" {
		t.Fatal(code, c.rowsOf(at), body)
	}
	if code, body, _ := c.page("POST", at+"/import/confirm", confirm); code != 409 || !strings.Contains(body, "changed this table") {
		t.Error(code, body)
	}
	if code, body, _ := c.sendFile(at+"/import", "code\n1\n"); code != 422 || !strings.Contains(body, "key column “city”") {
		t.Error(code, body)
	}
	code, body, _ = c.page("GET", at+"/csv", nil)
	if code != 200 || body != "\uFEFFcity,code,note\r\nAnapa,11,<b>\r\nSochi,2,\r\nOmsk,4,x\r\n" {
		t.Errorf("%d %q", code, body)
	}
}

func TestANewTableMayBeMadeOfAFile(t *testing.T) {
	c := newClient(t)
	code, body, to := c.sendFile("/tables", "city;code\nAnapa;1\n", "name", "Cities")
	if code != 303 {
		t.Fatal(code, body)
	}
	at, _, _ := strings.Cut(to, "?")
	if got := c.rowsOf(at); got != "Anapa=1" {
		t.Error(got)
	}
	if code, body, _ := c.page("POST", "/tables", url.Values{"name": {"Cities"}, "keys": {"a"}}); code != 422 || !strings.Contains(body, "already has this name") {
		t.Error(code, body)
	}
	if code, body, _ := c.page("POST", "/tables", url.Values{"name": {"Other"}}); code != 422 || !strings.Contains(body, "No column is marked as a key") {
		t.Error(code, body)
	}
}

func TestAMissingRowIsOfferedWithItsKey(t *testing.T) {
	c := newClient(t)
	at := c.cities("Anapa=1")
	code, _, to := c.page("GET", "/tables/find?name=Cities&key.city=Omsk&key.other=x", nil)
	if code != 303 || to != at+"?new.city=Omsk" {
		t.Fatal(code, to)
	}
	_, body, _ := c.page("GET", to, nil)
	if !strings.Contains(body, `value="Omsk"`) || strings.Count(body, "autofocus") != 1 {
		t.Error(body)
	}
}
