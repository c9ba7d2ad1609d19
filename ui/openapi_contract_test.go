package ui_test

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contractURL is what the description is called among schemas.
const contractURL = "openapi.json"

// contract holds answers against the description of the API.
type contract struct {
	doc      any
	compiler *jsonschema.Compiler
}

func newContract(t *testing.T) *contract {
	t.Helper()
	_, raw := describe(t)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(contractURL, doc); err != nil {
		t.Fatal(err)
	}
	return &contract{doc, c}
}

// check says in what an answer to a request differs from its description.
func (c *contract) check(r *http.Request, a *http.Response, body []byte) error {
	path, ok := c.pathOf(r.URL.Path)
	if !ok {
		return fmt.Errorf("no path is described that fits %s", r.URL.Path)
	}
	at := []string{"paths", path, strings.ToLower(r.Method), "responses", strconv.Itoa(a.StatusCode)}
	response, at := c.find(at)
	if response == nil {
		return fmt.Errorf("the status %d is not described", a.StatusCode)
	}
	for name := range object(object(response)["headers"]) {
		if a.Header.Get(name) == "" {
			return fmt.Errorf("the header %s is described and missing", name)
		}
	}
	content := object(object(response)["content"])
	media, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if len(content) == 0 && len(body) == 0 {
		return nil
	}
	if content[media] == nil {
		return fmt.Errorf("answers of type %q are not described", media)
	}
	if media != "application/json" {
		return nil
	}
	return c.validate(append(at, "content", media, "schema"), body)
}

func (c *contract) validate(at []string, body []byte) error {
	pointer := ""
	for _, name := range at {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	schema, err := c.compiler.Compile(contractURL + "#" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer))
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}

// find returns what stands at a place, and the place it really stands at if that
// is a reference.
func (c *contract) find(at []string) (any, []string) {
	v := c.doc
	for _, name := range at {
		v = object(v)[name]
	}
	if ref, ok := object(v)["$ref"].(string); ok {
		return c.find(strings.Split(strings.TrimPrefix(ref, "#/"), "/"))
	}
	return v, at
}

// pathOf finds the described path that an address fits; one without a parameter
// there comes first.
func (c *contract) pathOf(address string) (string, bool) {
	best, most := "", -1
	have := strings.Split(address, "/")
	for path := range object(object(c.doc)["paths"]) {
		want := strings.Split(path, "/")
		same, fits := 0, len(want) == len(have)
		for i := 0; fits && i < len(want); i++ {
			if want[i] == have[i] {
				same++
			} else {
				fits = strings.HasPrefix(want[i], "{")
			}
		}
		if fits && same > most {
			best, most = path, same
		}
	}
	return best, most >= 0
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func TestTheContractFindsWhatIsWrong(t *testing.T) {
	c := newContract(t)
	const token = `{"id": "1", "name": "n", "role": "viewer", "token": "t"}`
	cases := []struct {
		name, method, path string
		status             int
		media, body        string
		wrong              bool
	}{
		{"as described", "POST", "/api/v1/tokens", 201, "application/json; charset=utf-8", token, false},
		{"an error", "POST", "/api/v1/tokens", 422, "application/json", `{"error": {"code": "c", "message": "m", "field": "", "hint": "", "operation": ""}}`, false},
		{"an error without a key", "POST", "/api/v1/tokens", 422, "application/json", `{"error": {"code": "c", "message": "m", "field": "", "hint": ""}}`, true},
		{"no such path", "POST", "/api/v1/nothing", 201, "application/json", token, true},
		{"no such status", "POST", "/api/v1/tokens", 418, "application/json", token, true},
		{"no such type", "POST", "/api/v1/tokens", 201, "text/html", token, true},
		{"a key too many", "POST", "/api/v1/tokens", 201, "application/json", strings.Replace(token, "{", `{"x": 1, `, 1), true},
		{"a key missing", "POST", "/api/v1/tokens", 201, "application/json", strings.Replace(token, `"id": "1", `, "", 1), true},
		{"no role", "POST", "/api/v1/tokens", 201, "application/json", strings.Replace(token, "viewer", "king", 1), true},
		{"no JSON", "POST", "/api/v1/tokens", 201, "application/json", "<html>", true},
		{"null is no list", "GET", "/api/v1/tokens", 200, "application/json", `{"items": null, "next_cursor": ""}`, true},
		{"no time", "GET", "/api/v1/tokens", 200, "application/json", `{"items": [{"id": "1", "name": "n", "role": "viewer", "created_at": "today"}], "next_cursor": ""}`, true},
		{"nothing to say", "DELETE", "/api/v1/tokens/1", 204, "", "", false},
		{"a header missing", "GET", "/api/v1/processings/1", 200, "application/yaml", "name: x", true},
	}
	for _, one := range cases {
		r := httptest.NewRequest(one.method, one.path, nil)
		a := &http.Response{StatusCode: one.status, Header: http.Header{"Content-Type": {one.media}}}
		if err := c.check(r, a, []byte(one.body)); (err != nil) != one.wrong {
			t.Errorf("%s: %v", one.name, err)
		}
	}
}
