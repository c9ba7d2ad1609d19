package integrations

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"stanok/tools/e2e/browser"
)

// Operation is an operation as the API tells of it.
type Operation struct {
	ID     string    `json:"id"`
	State  string    `json:"state"`
	Wakes  time.Time `json:"wake_at"` // of one that waits
	Told   string    `json:"-"`       // all that is told
	Failed struct {
		Message string `json:"message"` // in the language of the API
	} `json:"failure"`
}

// Next waits for one more operation than were looked at, until it has come to a
// state: no browser is asked.
func (z *Wizard) Next(state string) Operation {
	z.t.Helper()
	z.seen++
	var op Operation
	Until(z.t, "an operation that is "+state, func() bool {
		all, _, err := z.w.API.Operations(url.Values{"processing": {z.id}})
		if err != nil {
			z.t.Fatal(err)
		}
		if len(all) < z.seen {
			return false
		}
		op = z.operation(all[len(all)-z.seen].ID)
		return op.State == state || op.State == "failed" || op.State == "succeeded" || op.State == "stopped"
	})
	if op.State != state {
		z.t.Errorf("operation %d is %s, want %s:\n%s", z.seen, op.State, state, op.Told)
	}
	return op
}

// ended is how many operations there are.
func (z *Wizard) ended() int {
	z.t.Helper()
	all, _, err := z.w.API.Operations(url.Values{"processing": {z.id}})
	if err != nil {
		z.t.Fatal(err)
	}
	return len(all)
}

func (z *Wizard) operation(id string) Operation {
	z.t.Helper()
	var told json.RawMessage
	if err := z.w.API.Call(http.MethodGet, "/operations/"+id, "", nil, &told); err != nil {
		z.t.Fatal(err)
	}
	op := Operation{Told: string(told)}
	if err := json.Unmarshal(told, &op); err != nil {
		z.t.Fatal(err)
	}
	return op
}

// Hides fails the test if a secret stands in a page of the processing, in what the
// API tells of it and its operations, in the document that is taken away, in the
// program's log or in its data folder.
func (z *Wizard) Hides(secrets ...string) {
	z.t.Helper()
	shown := map[string]string{"the log": z.read("stanok.log")}
	z.Go("/p/" + z.id + "/ops")
	for _, path := range []string{"/p/" + z.id, "/ops/" + z.Attr("operation-row", "data-id"), "/p/" + z.id + "/ops"} {
		z.Go(path)
		shown[path] = browser.Eval[string](z.Page, `() => document.documentElement.outerHTML`)
	}
	shown["the export"] = browser.Eval[string](z.Page, `(path) => fetch(path).then((r) => r.text())`, "/p/"+z.id+"/export")
	for _, path := range []string{"/processings/" + z.id, "/processings/" + z.id + "/samples", "/operations?processing=" + z.id} {
		var told json.RawMessage
		if err := z.w.API.Call(http.MethodGet, path, "", nil, &told); err != nil {
			z.t.Fatal(err)
		}
		shown[path] = string(told)
	}
	all, _, err := z.w.API.Operations(url.Values{"processing": {z.id}})
	if err != nil || len(all) == 0 {
		z.t.Fatal("there is no operation to look at: ", err)
	}
	for _, op := range all {
		shown["operation "+op.ID] = z.operation(op.ID).Told
	}
	z.files(shown)
	for where, text := range shown {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				z.t.Errorf("%s shows %s", where, s)
			}
		}
	}
}

// files adds what the data folder holds.
func (z *Wizard) files(to map[string]string) {
	z.t.Helper()
	err := fs.WalkDir(os.DirFS(z.w.Home), "data", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			to[path] = z.read(path)
		}
		return err
	})
	if err != nil {
		z.t.Fatal(err)
	}
}

func (z *Wizard) read(path string) string {
	z.t.Helper()
	raw, err := os.ReadFile(filepath.Join(z.w.Home, path))
	if err != nil && !os.IsNotExist(err) { // the program may have put it away meanwhile
		z.t.Fatal(err)
	}
	return string(raw)
}
