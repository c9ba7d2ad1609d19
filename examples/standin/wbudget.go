package standin

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// WBudgetKeys are the keys that WBUDGET lists, in its order. One stands twice, with
// two meanings.
var WBudgetKeys = []string{
	"budget_name", "budget_company_id", "budget_company_name", "budget_company_national_id", "budget_company_address",
	"budget_company_sponsor", "budget_company_phone", "budget_company_email", "budget_model", "budget_payment",
	"budget_description", "budget_sign", "budget_expiration_date", "budget_status", "budget_note",
	"budget_company_sponsor", "external_id", "budget_client_id", "budget_client_national_id", "budget_client_phone",
	"budget_client_name", "budget_client_sponsor", "budget_client_email", "budget_client_address", "budget_item_id",
	"budget_item_name", "budget_item_qty", "budget_item_value", "budget_item_unit", "budget_item_description",
	"budget_agent_email",
}

// WBudgetQuirks are what is not known of WBUDGET beyond the names of its keys. The
// zero value takes flat JSON and counts what the commas make of the items.
type WBudgetQuirks struct {
	// Form takes a form, too: what Pluga sends is not documented.
	Form bool
	// Lax makes a proposal of lists of items that are not of one length; those
	// that are too short end in empty texts.
	Lax bool
	// Quotes reads a text in quotes as one, with the commas in it.
	Quotes bool
	// FirstSponsor takes the first of two values under budget_company_sponsor in
	// place of the last.
	FirstSponsor bool
}

// WBudget stands in for a link of WBUDGET, or of Pluga Webhooks: it takes flat
// values at any path.
type WBudget struct {
	*Front
	switches[WBudgetQuirks]

	mu        sync.Mutex
	proposals tail[WBudgetProposal]
}

// WBudgetProposal is a proposal as WBUDGET understood it.
type WBudgetProposal struct {
	Values map[string]string
	Items  []WBudgetItem
}

// WBudgetItem is one of a proposal's items.
type WBudgetItem struct{ ID, Name, Qty, Value, Unit, Description string }

// NewWBudget makes a stand-in. It is safe for concurrent use.
func NewWBudget() *WBudget {
	b := &WBudget{proposals: tail[WBudgetProposal]{limit: keptRequests}}
	b.Front = newFront(b.handle, func(r *http.Request) string { return r.URL.Path }, 0)
	return b
}

// Proposals are the latest, oldest first.
func (b *WBudget) Proposals() []WBudgetProposal {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.proposals.latest())
}

func (b *WBudget) handle(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		refuseBudget(w, http.StatusMethodNotAllowed, "Use POST.")
		return
	}
	values, err := b.read(r)
	if err != nil {
		refuseBudget(w, http.StatusBadRequest, err.Error())
		return
	}
	if values["budget_name"] == "" {
		refuseBudget(w, http.StatusUnprocessableEntity, "O campo budget_name é obrigatório.")
		return
	}
	items, even := itemsOf(values, b.Quirks().Quotes)
	if !even && !b.Quirks().Lax {
		refuseBudget(w, http.StatusUnprocessableEntity, "As listas de itens têm tamanhos diferentes.")
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.proposals.add(WBudgetProposal{values, items})
	writeJSON(w, http.StatusOK, object{"status": "ok"})
}

func refuseBudget(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, object{"status": "error", "message": message})
}

// read takes flat values, each under a key; of two under one key the quirk's.
func (b *WBudget) read(r *http.Request) (map[string]string, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var all [][2]string
	switch {
	case kind == "application/json":
		all, err = flatPairs(body)
	case kind == "application/x-www-form-urlencoded" && b.Quirks().Form:
		var form url.Values
		form, err = url.ParseQuery(string(body))
		for name, given := range form {
			for _, v := range given {
				all = append(all, [2]string{name, v})
			}
		}
	default:
		err = errors.New("the type of the content is not known: " + kind)
	}
	values := map[string]string{}
	for _, p := range all {
		if _, twice := values[p[0]]; !twice || !b.Quirks().FirstSponsor {
			values[p[0]] = p[1]
		}
	}
	return values, err
}

// flatPairs reads an object without any in it, keys that stand twice included.
func flatPairs(body []byte) ([][2]string, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("the body is no object of JSON")
	}
	var all [][2]string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := d.Token()
		if err != nil {
			return nil, err
		}
		if _, nested := value.(json.Delim); nested {
			return nil, errors.New(text(key) + " is not flat")
		}
		all = append(all, [2]string{text(key), text(value)})
	}
	_, err := d.Token()
	return all, err
}

// itemsOf cuts the six lists at their commas, and reports whether those given are
// of one length.
func itemsOf(values map[string]string, quotes bool) ([]WBudgetItem, bool) {
	var lists [6][]string
	longest, even := 0, true
	for i, name := range []string{"id", "name", "qty", "value", "unit", "description"} {
		if given := values["budget_item_"+name]; given != "" {
			lists[i] = strings.Split(given, ",")
			if record, err := csv.NewReader(strings.NewReader(given)).Read(); quotes && err == nil {
				lists[i] = record
			}
			longest = max(longest, len(lists[i]))
		}
	}
	at := func(list, n int) string {
		if n < len(lists[list]) {
			return lists[list][n]
		}
		return ""
	}
	items := make([]WBudgetItem, longest)
	for n := range items {
		items[n] = WBudgetItem{at(0, n), at(1, n), at(2, n), at(3, n), at(4, n), at(5, n)}
	}
	for _, l := range lists {
		even = even && (len(l) == 0 || len(l) == longest)
	}
	return items, even
}
