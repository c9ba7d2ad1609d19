package ui_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/ui"
)

// description is openapi.json as these tests look at it.
type description struct {
	OpenAPI    string
	Paths      map[string]map[string]json.RawMessage
	Components map[string]map[string]any
}

// described is one operation in it.
type described struct {
	OperationID string `json:"operationId"`
	Summary     string
	Role        string                 `json:"x-role"`
	Security    *[]map[string][]string `json:"security"`
	Responses   map[string]json.RawMessage
}

var methods = []string{"get", "put", "post", "delete", "patch"}

func describe(t *testing.T) (description, string) {
	t.Helper()
	raw, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var d description
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d, string(raw)
}

// operations are all operations by "METHOD /path".
func (d description) operations(t *testing.T) map[string]described {
	t.Helper()
	all := map[string]described{}
	for path, item := range d.Paths {
		for _, method := range methods {
			if raw, ok := item[method]; ok {
				var one described
				if err := json.Unmarshal(raw, &one); err != nil {
					t.Fatalf("%s %s: %v", method, path, err)
				}
				all[strings.ToUpper(method)+" "+path] = one
			}
		}
	}
	return all
}

// beside are the described routes that are not in the table.
var beside = []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /hook/{token}", "POST /hook/{token}"}

var parameter = regexp.MustCompile(`:([a-z]+)`)

func TestTheDescriptionHasTheRoutesOfTheTableAndNoOthers(t *testing.T) {
	d, _ := describe(t)
	left := d.operations(t)
	for _, r := range ui.Routes() {
		name := r.Method + " " + parameter.ReplaceAllString(r.Path, "{$1}")
		one, ok := left[name]
		delete(left, name)
		switch {
		case !ok:
			t.Errorf("%s is not described", name)
		case one.Role != r.Role:
			t.Errorf("%s takes the role %q and is described with %q", name, r.Role, one.Role)
		case (r.Role == "") != (one.Security != nil && len(*one.Security) == 0):
			t.Errorf("%s: whether it takes a token is described wrongly", name)
		}
	}
	for _, name := range beside {
		if _, ok := left[name]; !ok {
			t.Errorf("%s is not described", name)
		}
		delete(left, name)
	}
	for name := range left {
		t.Errorf("%s is described and does not exist", name)
	}
}

func TestEveryOperationIsDescribedInFull(t *testing.T) {
	d, _ := describe(t)
	if !strings.HasPrefix(d.OpenAPI, "3.1.") {
		t.Errorf("OpenAPI %s, want 3.1", d.OpenAPI)
	}
	seen := map[string]string{}
	for name, one := range d.operations(t) {
		if one.OperationID == "" || seen[one.OperationID] != "" {
			t.Errorf("%s and %s are both called %q", name, seen[one.OperationID], one.OperationID)
		}
		seen[one.OperationID] = name
		if one.Summary == "" || len(one.Responses) == 0 {
			t.Errorf("%s has no summary or no answers", name)
		}
		if one.Role != "" && (one.Responses["401"] == nil || one.Responses["403"] == nil) {
			t.Errorf("%s takes a role and does not say how it refuses", name)
		}
	}
}

func TestEveryParameterOfAPathIsDescribed(t *testing.T) {
	d, _ := describe(t)
	for path, item := range d.Paths {
		described := string(item["parameters"])
		for _, name := range regexp.MustCompile(`\{([a-z]+)\}`).FindAllStringSubmatch(path, -1) {
			if !strings.Contains(described, `"name": "`+name[1]+`"`) && !strings.Contains(described, "/parameters/"+name[1]+`"`) {
				t.Errorf("%s does not describe %s", path, name[1])
			}
		}
	}
}

var reference = regexp.MustCompile(`"\$ref": "#/components/([a-zA-Z]+)/([A-Za-z]+)"`)

func TestEveryReferenceLeadsSomewhereAndEveryComponentIsReferredTo(t *testing.T) {
	d, raw := describe(t)
	if all := strings.Count(raw, `"$ref"`); all != len(reference.FindAllString(raw, -1)) {
		t.Error("a reference does not lead to a component")
	}
	used := map[string]bool{}
	for _, m := range reference.FindAllStringSubmatch(raw, -1) {
		used[m[1]+"/"+m[2]] = true
		if d.Components[m[1]][m[2]] == nil {
			t.Errorf("there is no %s %s", m[1], m[2])
		}
	}
	for kind, named := range d.Components {
		for name := range named {
			if kind != "securitySchemes" && !used[kind+"/"+name] {
				t.Errorf("nothing refers to %s %s", kind, name)
			}
		}
	}
}

func TestStatesAndRolesAreThoseThereAre(t *testing.T) {
	d, _ := describe(t)
	names := func(schema string) []string {
		var all []string
		for _, v := range d.Components["schemas"][schema].(map[string]any)["enum"].([]any) {
			all = append(all, v.(string))
		}
		return all
	}
	var states, roles []string
	for _, s := range engine.States {
		states = append(states, string(s))
	}
	for _, r := range engine.Roles {
		roles = append(roles, string(r))
	}
	if got := names("OperationState"); !slices.Equal(got, states) {
		t.Errorf("states are described as %v, and are %v", got, states)
	}
	if got := names("Role"); !slices.Equal(got, roles) {
		t.Errorf("roles are described as %v, and are %v", got, roles)
	}
}

// A description that is wrong in itself is found by compiling each schema.
func TestEverySchemaCanBeUsed(t *testing.T) {
	d, _ := describe(t)
	c := newContract(t)
	for _, name := range slices.Sorted(maps.Keys(d.Components["schemas"])) {
		if _, err := c.compiler.Compile(contractURL + "#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
