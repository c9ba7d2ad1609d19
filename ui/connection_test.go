package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestASecretStaysWhereItWasMeantToGo(t *testing.T) {
	c := newClient(t)
	send := func(method, path, body string) (int, string) {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+adminToken)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	code, made := send("POST", "/connections", `{"name":"crm","type":"bearer","origins":["https://crm.example.com"],"secrets":{"token":"t0ken-of-the-crm"}}`)
	_, id, _ := strings.Cut(made, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	if code != http.StatusCreated || id == "" {
		t.Fatal(code, made)
	}
	for _, tc := range []struct {
		body string
		want int
	}{
		{`{"name":"crm","type":"bearer","origins":["https://evil.example"]}`, http.StatusUnprocessableEntity},
		{`{"name":"crm","type":"bearer","origins":["https://crm.example.com","https://evil.example"],"secrets":{"token":true}}`, http.StatusUnprocessableEntity},
		{`{"name":"crm 2","type":"bearer","origins":["https://crm.example.com"]}`, http.StatusOK},
		{`{"name":"crm 3","type":"bearer","origins":["https://crm.example.com","https://b.example"],"secrets":{"token":"t0ken-anew"}}`, http.StatusOK},
		{`{"name":"crm 4","type":"fields","origins":["https://c.example"],"secrets":{"token":null}}`, http.StatusOK},
	} {
		if code, said := send("PUT", "/connections/"+id, tc.body); code != tc.want {
			t.Errorf("%s: %d %s", tc.body, code, said)
		}
	}
}

func TestACursorThatIsNoneIsRefused(t *testing.T) {
	c := newClient(t)
	r := httptest.NewRequest("GET", "/api/v1/operations?cursor=zz", nil)
	r.Header.Set("Authorization", "Bearer "+adminToken)
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"cursor"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
