package standin

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The dictionaries of the account.
var (
	amoUsers     = []any{object{"id": 501, "name": "Мария Орлова", "email": "maria@example.test"}, object{"id": 502, "name": "Пётр Ким", "email": "petr@example.test"}}
	amoPipelines = []any{
		object{"id": 3100, "name": "Воронка", "is_main": true, "_embedded": object{"statuses": amoStatuses["3100"]}},
		object{"id": 3200, "name": "Ремонт", "is_main": false, "_embedded": object{"statuses": amoStatuses["3200"]}},
	}
	amoStatuses = map[string][]any{
		"3100": {object{"id": 41, "name": "Первичный контакт"}, object{"id": 42, "name": "Переговоры"}, object{"id": 142, "name": "Успешно реализовано"}, object{"id": 143, "name": "Закрыто и не реализовано"}},
		"3200": {object{"id": 51, "name": "Принят"}, object{"id": 142, "name": "Успешно реализовано"}, object{"id": 143, "name": "Закрыто и не реализовано"}},
	}
	amoFields = map[string][]any{
		"leads":    {object{"id": 7001, "name": "Направление", "type": "text", "code": nil}, object{"id": 7002, "name": "Бюджет", "type": "numeric", "code": nil}},
		"contacts": {object{"id": 6001, "name": "Телефон", "type": "multitext", "code": "PHONE"}, object{"id": 6002, "name": "Email", "type": "multitext", "code": "EMAIL"}, object{"id": 6003, "name": "Должность", "type": "text", "code": "POSITION"}},
	}
)

func (a *AmoCRM) account(w http.ResponseWriter, _ *http.Request) {
	amoGive(w, object{"id": 30000001, "name": "Demo", "subdomain": "demo", "country": "RU", "currency": "RUB"})
}

func (a *AmoCRM) fixed(name string, all []any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { amoList(w, r, name, all) }
}

func (a *AmoCRM) statuses(w http.ResponseWriter, r *http.Request) {
	all, known := amoStatuses[r.PathValue("id")]
	if !known {
		amoProblem(w, http.StatusNotFound, "Not found")
		return
	}
	amoList(w, r, "statuses", all)
}

// amoList answers with a page of a list; with 204 and no body when it is empty.
func amoList(w http.ResponseWriter, r *http.Request, name string, all []any) {
	limit, number := asID(r.URL.Query().Get("limit")), max(1, asID(r.URL.Query().Get("page")))
	if limit <= 0 || limit > 250 {
		limit = 50
	}
	from := min((number-1)*limit, len(all))
	found := all[from:min(from+limit, len(all))]
	if len(found) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	links := object{"self": object{"href": r.URL.String()}}
	if from+limit < len(all) {
		links["next"] = object{"href": fmt.Sprintf("%s?page=%d&limit=%d", r.URL.Path, number+1, limit)}
	}
	amoGive(w, object{"_page": number, "_links": links, "_embedded": object{name: found}})
}

func (a *AmoCRM) list(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query().Get("query")
		var found []any
		for _, record := range a.Records(kind) {
			if query == "" || amoHolds(record, query) {
				found = append(found, record)
			}
		}
		amoList(w, r, kind, found)
	}
}

// amoHolds looks for words in a record's name and fields; a phone by its digits.
func amoHolds(record object, query string) bool {
	words := []string{text(record["name"])}
	for _, field := range members(record["custom_fields_values"]) {
		for _, v := range members(dig(field, "values")) {
			words = append(words, text(dig(v, "value")))
		}
	}
	phone := digits(query)
	return slices.ContainsFunc(words, func(s string) bool {
		return strings.Contains(strings.ToLower(s), strings.ToLower(query)) || len(phone) > 5 && strings.Contains(digits(s), phone)
	})
}

func (a *AmoCRM) read(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all := a.Records(kind)
		i := slices.IndexFunc(all, func(record map[string]any) bool { return text(record["id"]) == r.PathValue("id") })
		if i < 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		amoGive(w, all[i])
	}
}

// sentList reads a body that has to be a list of up to 50 objects.
func (a *AmoCRM) sentList(w http.ResponseWriter, r *http.Request) ([]object, bool) {
	var all []object
	var raw strings.Builder
	if _, err := io.Copy(&raw, r.Body); err != nil || decodeJSON([]byte(raw.String()), &all) != nil || len(all) == 0 || len(all) > 50 {
		amoProblem(w, http.StatusBadRequest, "Request validation failed")
		return nil, false
	}
	return all, true
}

func (a *AmoCRM) add(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all, ok := a.sentList(w, r)
		if !ok || amoRefuses(w, kind, all) {
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		added := make([]any, len(all))
		for i, said := range all {
			record := a.keep(kind, said)
			added[i] = object{"id": record["id"], "request_id": strconv.Itoa(i), "_links": object{"self": object{"href": r.URL.String()}}}
		}
		amoGive(w, object{"_links": object{}, "_embedded": object{kind: added}})
	}
}

// keep stores what was sent under the next number; the owner holds the lock.
func (a *AmoCRM) keep(kind string, said object) object {
	first := map[string]int{"leads": 8_100_001, "contacts": 9_200_001, "notes": 100_001}[kind]
	record := maps.Clone(said)
	record["id"] = first + len(a.records[kind])
	record["created_at"] = a.now().Unix()
	if len(a.records[kind]) < maxRecords {
		a.records[kind] = append(a.records[kind], record)
	}
	return record
}

func (a *AmoCRM) update(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var said object
		var raw strings.Builder
		if _, err := io.Copy(&raw, r.Body); err != nil || decodeJSON([]byte(raw.String()), &said) != nil {
			amoProblem(w, http.StatusBadRequest, "Request validation failed")
			return
		}
		if amoRefuses(w, kind, []object{said}) {
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		i := slices.IndexFunc(a.records[kind], func(record object) bool { return text(record["id"]) == r.PathValue("id") })
		if i < 0 {
			amoProblem(w, http.StatusNotFound, "Not found")
			return
		}
		record := maps.Clone(a.records[kind][i])
		maps.Copy(record, said)
		a.records[kind] = slices.Clone(a.records[kind])
		a.records[kind][i] = record
		amoGive(w, object{"id": record["id"], "updated_at": a.now().Unix()})
	}
}

// complex makes leads with a contact each: a new one, or one that exists.
func (a *AmoCRM) complex(w http.ResponseWriter, r *http.Request) {
	all, ok := a.sentList(w, r)
	if !ok || amoRefuses(w, "leads", all) {
		return
	}
	var contacts []object
	for _, said := range all {
		if contact, ok := dig(said, "_embedded", "contacts", "0").(object); ok {
			contacts = append(contacts, contact)
		}
	}
	if amoRefuses(w, "contacts", contacts) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	made := make([]any, len(all))
	for i, said := range all {
		answer := object{"contact_id": nil, "company_id": nil, "request_id": []any{strconv.Itoa(i)}, "merged": false}
		if contact, ok := dig(said, "_embedded", "contacts", "0").(object); ok {
			answer["contact_id"] = contact["id"]
			if contact["id"] == nil {
				answer["contact_id"] = a.keep("contacts", contact)["id"]
			}
		}
		lead := a.keep("leads", said)
		lead["_embedded"] = object{"contacts": []any{object{"id": answer["contact_id"]}}, "tags": dig(said, "_embedded", "tags")}
		answer["id"] = lead["id"]
		made[i] = answer
	}
	amoGive(w, made)
}

func (a *AmoCRM) note(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all, ok := a.sentList(w, r)
		if !ok {
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		if !slices.ContainsFunc(a.records[kind], func(record object) bool { return text(record["id"]) == r.PathValue("id") }) {
			amoProblem(w, http.StatusNotFound, "Entity not found")
			return
		}
		added := make([]any, len(all))
		for i, said := range all {
			said["entity_type"], said["entity_id"] = kind, asID(r.PathValue("id"))
			added[i] = object{"id": a.keep("notes", said)["id"], "entity_id": said["entity_id"], "request_id": strconv.Itoa(i)}
		}
		amoGive(w, object{"_embedded": object{"notes": added}})
	}
}

// amoRefuses answers with what is wrong with records, if anything is.
func amoRefuses(w http.ResponseWriter, kind string, all []object) bool {
	var wrong []any
	for i, said := range all {
		if problems := amoProblems(kind, said); problems != nil {
			wrong = append(wrong, object{"request_id": strconv.Itoa(i), "errors": problems})
		}
	}
	if wrong == nil {
		return false
	}
	amoJSON(w, http.StatusBadRequest, "application/problem+json", object{
		"validation-errors": wrong, "title": "Bad Request", "type": "https://httpstatus.es/400", "status": 400, "detail": "Request validation failed",
	})
	return true
}

func amoProblems(kind string, said object) (problems []any) {
	for i, field := range members(said["custom_fields_values"]) {
		id, code := text(dig(field, "field_id")), text(dig(field, "field_code"))
		if !slices.ContainsFunc(amoFields[kind], func(f any) bool { return id != "" && text(dig(f, "id")) == id || code != "" && dig(f, "code") == code }) {
			problems = append(problems, object{
				"code": "NotSupportedChoice", "path": fmt.Sprintf("custom_fields_values.%d.field_id", i), "detail": "The value you selected is not a valid choice.",
			})
		}
	}
	if pipeline := text(said["pipeline_id"]); pipeline != "" && amoStatuses[pipeline] == nil {
		problems = append(problems, object{"code": "NotSupportedChoice", "path": "pipeline_id", "detail": "The value you selected is not a valid choice."})
	}
	for _, name := range []string{"price", "pipeline_id", "status_id", "responsible_user_id"} {
		if _, isText := said[name].(string); isText {
			problems = append(problems, object{"code": "InvalidType", "path": name, "detail": "This value should be of type int."})
		}
	}
	return problems
}
