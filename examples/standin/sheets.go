package standin

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// SheetsOptions say what a spreadsheet is like. The zero value is usable.
type SheetsOptions struct {
	Deployment string              // the id in the address; "AKfycb-demo" when empty
	Key        string              // the word that the script asks for; "demo-sheet-key" when empty
	Sheets     map[string][]string // its sheets with their first rows; one of three columns when nil
	Keep       int                 // requests the recorder keeps; 10,000 when zero
}

// SheetsQuirks are what goes wrong with Apps Script.
type SheetsQuirks struct {
	// SignIn answers with a page to sign in: the script was not opened to anyone.
	SignIn bool
	// Throws answers as for a script that throws: 200 and a page with the reason.
	Throws bool
}

// Sheets stands in for a Google spreadsheet with the script that the connector
// gives people to paste. As the real one does, it answers from another address, to
// which it redirects.
type Sheets struct {
	*Front
	switches[SheetsQuirks]

	options SheetsOptions
	mu      sync.Mutex
	rows    map[string][][]any
	keys    map[string]int // the row that a key made
	answers tail[object]   // to be fetched
}

// NewSheets makes a stand-in. It is safe for concurrent use.
func NewSheets(o SheetsOptions) *Sheets {
	o.Deployment = cmp.Or(o.Deployment, "AKfycb-demo")
	o.Key = cmp.Or(o.Key, "demo-sheet-key")
	if o.Sheets == nil {
		o.Sheets = map[string][]string{"Заявки": {"Имя", "Телефон", "Сумма"}}
	}
	s := &Sheets{options: o, rows: map[string][][]any{}, keys: map[string]int{}, answers: tail[object]{limit: 1000}}
	for name, columns := range o.Sheets {
		first := make([]any, len(columns))
		for i, c := range columns {
			first[i] = c
		}
		s.rows[name] = [][]any{first}
	}
	s.Front = newFront(s.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	return s
}

// Path is the script's, below https://script.google.com.
func (s *Sheets) Path() string { return "/macros/s/" + s.options.Deployment + "/exec" }

// Key is the word that the script asks for.
func (s *Sheets) Key() string { return s.options.Key }

// Rows are those of a sheet, the names of its columns first.
func (s *Sheets) Rows(sheet string) [][]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rows[sheet])
}

func (s *Sheets) handle(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/macros/echo" && r.Method == http.MethodGet {
		s.echo(w, r)
		return
	}
	if r.URL.Path != s.Path() {
		page(w, http.StatusNotFound, "Sorry, unable to open the file at this time.")
		return
	}
	quirks := s.Quirks()
	if quirks.SignIn {
		page(w, http.StatusOK, "Sign in - Google Accounts")
		return
	}
	if quirks.Throws {
		page(w, http.StatusOK, "TypeError: Cannot read properties of null (line 12, file \"Code\")")
		return
	}
	said, readable := params(r)
	answer := object{"ok": false, "error": "The text that came is no JSON."}
	if readable {
		answer = s.run(r.Method, said)
	}
	s.mu.Lock()
	s.answers.add(answer)
	n := s.answers.total
	s.mu.Unlock()
	w.Header().Set("Location", fmt.Sprintf("http://%s/macros/echo?user_content_key=%d", r.Host, n))
	page(w, http.StatusFound, "Moved Temporarily")
}

// echo is where the answer of a script is fetched from.
func (s *Sheets) echo(w http.ResponseWriter, r *http.Request) {
	n := asID(r.URL.Query().Get("user_content_key"))
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.answers.latest()
	i := n - (s.answers.total - len(kept)) - 1
	if i < 0 || i >= len(kept) {
		page(w, http.StatusNotFound, "Page Not Found")
		return
	}
	writeJSON(w, http.StatusOK, kept[i])
}

// run does what the script does.
func (s *Sheets) run(method string, said object) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := text(said["sheet"])
	if name == "" && len(s.rows) > 0 {
		name = slices.Min(slices.Collect(maps.Keys(s.rows)))
	}
	rows, there := s.rows[name]
	switch {
	case text(said["key"]) != s.options.Key:
		return object{"ok": false, "error": "The key is wrong."}
	case method == http.MethodGet:
		list := func(n int, v func(int) any) []any {
			all := make([]any, n)
			for i := range all {
				all[i] = v(i)
			}
			return all
		}
		names := slices.Sorted(maps.Keys(s.rows))
		answer := object{"ok": true, "sheets": list(len(names), func(i int) any { return names[i] }), "columns": []any{}}
		if there {
			answer["columns"] = rows[0]
		}
		return answer
	case !there:
		return object{"ok": false, "error": "There is no sheet " + name + "."}
	}
	return s.append(name, said)
}

func (s *Sheets) append(name string, said object) object {
	id := text(said["id"])
	if n, again := s.keys[id]; again && id != "" {
		return object{"ok": true, "row": n, "repeated": true}
	}
	if len(s.rows[name]) >= maxRecords {
		return object{"ok": false, "error": "The stand-in is full."}
	}
	values, _ := said["values"].(object)
	first := s.rows[name][0]
	row := make([]any, len(first))
	var unknown []string
	for _, column := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(first, func(c any) bool { return strings.TrimSpace(text(c)) == column })
		if i < 0 {
			unknown = append(unknown, column)
			continue
		}
		row[i] = values[column]
	}
	if unknown != nil {
		return object{"ok": false, "error": "There is no column " + strings.Join(unknown, ", ") + "."}
	}
	for i := range row {
		if row[i] == nil {
			row[i] = ""
		}
	}
	s.rows[name] = append(s.rows[name], row)
	if id != "" {
		s.keys[id] = len(s.rows[name])
	}
	return object{"ok": true, "row": len(s.rows[name])}
}

func page(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!DOCTYPE html><html><head><title>%s</title></head><body>%s</body></html>", title, title)
}
