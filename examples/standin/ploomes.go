package standin

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// PloomesOptions say what a Ploomes is like. The zero value is usable.
type PloomesOptions struct {
	Key  string // the User-Key; "demo-ploomes-key" when empty
	Keep int    // records of a kind kept, and requests the recorder keeps; 10,000 when zero
}

// PloomesQuirks are what working clients meet. The zero value is a Ploomes that is
// left in peace.
type PloomesQuirks struct {
	// Firewall answers 403 with a page, whatever the key.
	Firewall bool
	// BusyFor answers 429; with Retry-After if it is positive. Whether Ploomes
	// sends that header is not known.
	Busy    bool
	BusyFor time.Duration
}

// Ploomes stands in for api2.ploomes.com: contacts and deals, and the lists that
// forms are filled from. Of OData it takes $filter as "a eq b and c eq 'd'", $top,
// $skip and $count.
type Ploomes struct {
	*Front
	switches[PloomesQuirks]

	options PloomesOptions
	mu      sync.Mutex
	tables  map[string]*tail[object]
	lastID  int
}

// NewPloomes makes a stand-in with two pipelines of two stages, two users and two
// fields. It is safe for concurrent use.
func NewPloomes(o PloomesOptions) *Ploomes {
	o.Key, o.Keep = cmp.Or(o.Key, "demo-ploomes-key"), cmp.Or(o.Keep, keptRequests)
	p := &Ploomes{options: o, tables: map[string]*tail[object]{}, lastID: 40_000_000}
	for table, rows := range map[string][]object{
		"Contacts": nil,
		"Deals":    nil,
		// What these two hold is not published: they keep what they are sent.
		"Leads": nil, "InteractionRecords": nil,
		"Users":           {{"Id": 501, "Name": "Ana Ávila"}, {"Id": 502, "Name": "Thiago D'Ávila"}},
		"Deals@Pipelines": {{"Id": 61, "Name": "Vendas"}, {"Id": 62, "Name": "Renovação"}},
		"Deals@Stages": {
			{"Id": 611, "Name": "Novo", "PipelineId": 61}, {"Id": 612, "Name": "Proposta", "PipelineId": 61},
			{"Id": 621, "Name": "A vencer", "PipelineId": 62}, {"Id": 622, "Name": "Vencido", "PipelineId": 62},
		},
		"Fields": {
			{"Key": "contact_1A2B3C4D-0000-0000-0000-000000000001", "Name": "Como nos conheceu?", "EntityId": 1},
			{"Key": "deal_1A2B3C4D-0000-0000-0000-000000000002", "Name": "Nº do chamado", "EntityId": 2},
		},
	} {
		p.tables[table] = &tail[object]{limit: o.Keep}
		for _, row := range rows {
			p.tables[table].add(row)
		}
	}
	p.Front = newFront(p.handle, func(r *http.Request) string { return r.URL.Path }, o.Keep)
	return p
}

// Key is the key that the stand-in takes as User-Key.
func (p *Ploomes) Key() string { return p.options.Key }

// Rows are the latest records of a table such as "Contacts", oldest first; read,
// do not change.
func (p *Ploomes) Rows(table string) []map[string]any {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.tables[table]
	if t == nil {
		return nil
	}
	return append([]object{}, t.latest()...)
}

func (p *Ploomes) handle(w http.ResponseWriter, r *http.Request) {
	q := p.Quirks()
	table := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case q.Firewall:
		p.firewall(w)
	case q.Busy:
		TooMany(q.BusyFor)(w, r, nil)
	case r.Header.Get("User-Key") != p.options.Key:
		odata(w, http.StatusUnauthorized, "Invalid User-Key")
	case p.tables[table] == nil:
		odata(w, http.StatusNotFound, "Resource not found for the segment '"+table+"'.")
	case r.Method == http.MethodGet:
		p.read(w, r, table)
	case r.Method == http.MethodPost && ploomesNeeds[table] != nil:
		p.create(w, r, table)
	default:
		odata(w, http.StatusMethodNotAllowed, "The requested resource does not support http method '"+r.Method+"'.")
	}
}

// firewall answers as the web application firewall before Ploomes does: to names of
// fields it does not like, to much at once, and with nothing to do with the key.
func (p *Ploomes) firewall(w http.ResponseWriter) {
	const page = "<html><head><title>Your request has been forbidden</title></head><body><h1>403</h1></body></html>"
	Answer(http.StatusForbidden, page, "Content-Type", "text/html")(w, nil, nil)
}

// odata is a failure as OData writes it. The words of Ploomes are not known.
func odata(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, object{"error": object{"code": "", "message": message}})
}

func (p *Ploomes) read(w http.ResponseWriter, r *http.Request, table string) {
	q := r.URL.Query()
	wanted, ok := odataFilter(q.Get("$filter"))
	if !ok {
		odata(w, http.StatusBadRequest, "The query specified in the URI is not valid.")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []object{}
	for _, row := range p.tables[table].latest() {
		if wanted(row) {
			found = append(found, row)
		}
	}
	count, top := len(found), 300
	if n, err := strconv.Atoi(q.Get("$top")); err == nil {
		top = min(max(0, n), top)
	}
	skip, _ := strconv.Atoi(q.Get("$skip"))
	found = found[min(max(0, skip), len(found)):]
	p.answer(w, r, table, found[:min(top, len(found))], count)
}

// answer gives a list, to a creation too.
func (p *Ploomes) answer(w http.ResponseWriter, r *http.Request, table string, rows []object, count int) {
	said := object{"@odata.context": "https://api2.ploomes.com/$metadata#" + table, "value": rows}
	if r.URL.Query().Get("$count") == "true" {
		said["@odata.count"] = count
	}
	writeJSON(w, http.StatusOK, said)
}

// ploomesNeeds are the fields without which nothing is created.
var ploomesNeeds = map[string][]string{
	"Contacts": {"Name"}, "Deals": {"Title", "ContactId"}, "Leads": {"Name"}, "InteractionRecords": {"ContactId", "Content"},
}

func (p *Ploomes) create(w http.ResponseWriter, r *http.Request, table string) {
	var row object
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&row); err != nil || row == nil {
		odata(w, http.StatusBadRequest, "The request body is not valid.")
		return
	}
	for _, need := range ploomesNeeds[table] {
		if text(row[need]) == "" {
			odata(w, http.StatusBadRequest, "The field "+need+" is required.")
			return
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lastID++
	row["Id"] = p.lastID
	if table == "Deals" && row["StatusId"] == nil {
		row["StatusId"] = 1
	}
	p.tables[table].add(row)
	shown := object{}
	for name, v := range row {
		if name != "OtherProperties" { // only with $expand
			shown[name] = v
		}
	}
	p.answer(w, r, table, []object{shown}, 1)
}

// odataFilter reads comparisons joined by "and". Its second value is false for
// what it cannot read.
func odataFilter(src string) (func(object) bool, bool) {
	type is struct{ name, value string }
	var all []is
	for rest := strings.TrimSpace(src); rest != ""; {
		name, after, ok := strings.Cut(rest, " eq ")
		if !ok || strings.ContainsAny(name, " '") {
			return nil, false
		}
		value, tail, ok := odataValue(after)
		if !ok {
			return nil, false
		}
		all = append(all, is{name, value})
		if rest = strings.TrimSpace(tail); rest == "" {
			break
		}
		if rest, ok = strings.CutPrefix(rest, "and "); !ok {
			return nil, false
		}
	}
	return func(row object) bool {
		for _, c := range all {
			if text(row[c.name]) != c.value {
				return false
			}
		}
		return true
	}, true
}

// odataValue reads a text in quotes, where two stand for one, or a number.
func odataValue(src string) (value, rest string, ok bool) {
	quoted, ok := strings.CutPrefix(src, "'")
	if !ok {
		value, rest, _ = strings.Cut(src, " ")
		return value, rest, value != ""
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(quoted, "'")
		b.WriteString(before)
		if !found {
			return "", "", false
		}
		if quoted, ok = strings.CutPrefix(after, "'"); !ok {
			return b.String(), after, true
		}
		b.WriteByte('\'')
	}
}
