package standin

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
)

// A single record comes in an array of one, under the name of its kind.

func (u *UON) readRequest(w http.ResponseWriter, r *http.Request) {
	if record := u.read(w, r, UONRequest); record != nil {
		writeJSON(w, http.StatusOK, object{"request": []any{record}})
	}
}

func (u *UON) readLead(w http.ResponseWriter, r *http.Request) {
	record := u.read(w, r, UONLead)
	switch {
	case record == nil:
	case u.Quirks().LeadAsRequest:
		writeJSON(w, http.StatusOK, object{"request": []any{record}})
	default:
		writeJSON(w, http.StatusOK, object{"result": http.StatusOK, "lead": []any{record}})
	}
}

// readUser answers under "user"; only the "users" of a search by phone is
// documented, this is by analogy with the others.
func (u *UON) readUser(w http.ResponseWriter, r *http.Request) {
	if record := u.read(w, r, UONUser); record != nil {
		writeJSON(w, http.StatusOK, object{"result": http.StatusOK, "user": []any{record}})
	}
}

func (u *UON) findUser(w http.ResponseWriter, r *http.Request) {
	wanted := digits(r.PathValue("phone"))
	var found []any
	for _, record := range u.records.all(UONUser, u.options.Records) {
		if wanted != "" && (digits(text(record["u_phone"])) == wanted || digits(text(record["u_phone_mobile"])) == wanted) {
			found = append(found, u.presented(record))
		}
	}
	if len(found) == 0 {
		u.refuse(w, http.StatusNotFound, "User not found")
		return
	}
	writeJSON(w, http.StatusOK, object{"result": http.StatusOK, "users": found})
}

// read gives the record that a path asks for; when there is none it has
// answered and gives nil.
func (u *UON) read(w http.ResponseWriter, r *http.Request, kind UONKind) object {
	id, quirks := r.PathValue("id"), u.Quirks()
	record := u.records.find(kind, id)
	switch {
	case record != nil:
	case quirks.NotFoundAsEmpty:
		writeJSON(w, http.StatusOK, object{string(kind): []any{}})
		return nil
	default:
		u.refuse(w, http.StatusNotFound, "Not found")
		return nil
	}
	if kind != UONUser && u.records.isFresh(kind, id, quirks, u.now()) {
		record = withoutClient(record)
	}
	return u.presented(record)
}

// presented is a record as it goes out.
func (u *UON) presented(record object) object {
	if !u.Quirks().StringIDs {
		return record
	}
	return stringIDs(record).(object)
}

func withoutClient(record object) object {
	fresh := maps.Clone(record)
	for name := range fresh {
		if strings.HasPrefix(name, "client_") && !strings.HasPrefix(name, "client_requirements_") {
			fresh[name] = nil
		}
	}
	return fresh
}

func stringIDs(v any) any {
	switch v := v.(type) {
	case object:
		changed := make(object, len(v))
		for name, e := range v {
			changed[name] = stringIDs(e)
			if isNumber(e) && (name == "id" || strings.HasSuffix(name, "_id")) {
				changed[name] = text(e)
			}
		}
		return changed
	case []any:
		changed := make([]any, len(v))
		for i, e := range v {
			changed[i] = stringIDs(e)
		}
		return changed
	}
	return v
}

func isNumber(v any) bool {
	switch v.(type) {
	case int, float64, json.Number:
		return true
	}
	return false
}

// digits of a phone number, with the 8 of calls within Russia as 7.
func digits(s string) string {
	found := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
	if len(found) == 11 && found[0] == '8' {
		return "7" + found[1:]
	}
	return found
}
