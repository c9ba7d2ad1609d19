package standin

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// Writes are forms. A name that U-ON does not know is ignored with 200, and
// the names differ from those of reads: note becomes notes, u_* client_*.

// readAs gives the name under which a written field is read.
var readAs = map[string]string{
	"note": "notes", "source": "source", "source_id": "source_id", "r_dat_begin": "date_begin", "r_dat_end": "date_end",
	"r_u_id": "client_id", "r_co_id": "company_id", "status_id": "status_id", "lead_status_id": "status_id",
	"u_name": "client_name", "u_surname": "client_surname", "u_sname": "client_sname", "u_phone": "client_phone",
	"u_phone_mobile": "client_phone_mobile", "u_email": "client_email",
	"utm_source": "utm_source", "utm_medium": "utm_medium", "utm_campaign": "utm_campaign",
	"utm_content": "utm_content", "utm_term": "utm_term",
}

func (u *UON) createLead(w http.ResponseWriter, r *http.Request)    { u.create(w, r, UONLead) }
func (u *UON) createRequest(w http.ResponseWriter, r *http.Request) { u.create(w, r, UONRequest) }

func (u *UON) create(w http.ResponseWriter, r *http.Request, kind UONKind) {
	form, ok := u.form(w, r)
	if !ok {
		return
	}
	if kind == UONLead && u.Quirks().CyrillicLost {
		form = withoutCyrillic(form)
	}
	now := u.now().In(moscow).Format("2006-01-02 15:04")
	record := object{
		"dat": now, "dat_lead": now, "dat_request": now, "dat_updated": now, "created_at": now, "dat_close": nil,
		"status_id": "1", "status": "Новая", "notes": "", "source": "", "source_id": nil, "extended_fields": []any{},
		"office_id": 3, "office_name": offices[0], "travel_type_id": nil, "travel_type": "",
		"manager_id": nil, "manager_surname": "", "manager_name": "", "manager_sname": "",
		"tourists": []any{}, "services": []any{}, "payments": []any{}, "files": []any{},
	}
	if !form.Has("r_u_id") {
		form.Set("r_u_id", u.records.create(UONUser, userFields(form), u.now()))
	}
	if user := u.records.find(UONUser, form.Get("r_u_id")); user != nil {
		maps.Copy(record, clientFields(user))
	}
	maps.Copy(record, written(form))
	u.created(w, u.records.create(kind, record, u.now()))
}

// updateRequest changes a request, or a lead when lead_status_id is among the
// fields: leads have no update of their own.
func (u *UON) updateRequest(w http.ResponseWriter, r *http.Request) {
	form, ok := u.form(w, r)
	if !ok {
		return
	}
	kind, id := UONRequest, r.PathValue("id")
	if form.Has("lead_status_id") {
		kind = UONLead
	}
	if !u.records.update(kind, id, written(form)) {
		u.refuse(w, http.StatusNotFound, "Not found")
		return
	}
	u.created(w, id)
}

func (u *UON) createUser(w http.ResponseWriter, r *http.Request) {
	if form, ok := u.form(w, r); ok {
		u.created(w, u.records.create(UONUser, userFields(form), u.now()))
	}
}

func (u *UON) createPayment(w http.ResponseWriter, r *http.Request) {
	form, ok := u.form(w, r)
	if !ok {
		return
	}
	if cio := form.Get("cio_id"); cio != "1" && cio != "2" {
		u.refuse(w, http.StatusNotFound, "Parameter cio_id is wrong")
		return
	}
	u.createdOther(w)
}

// createReminder breaks without a manager_id, as the original does.
func (u *UON) createReminder(w http.ResponseWriter, r *http.Request) {
	form, ok := u.form(w, r)
	if !ok {
		return
	}
	if form.Get("manager_id") == "" {
		u.refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	u.createdOther(w)
}

// createOther takes what is written and cannot be read back; the recorder has
// the form.
func (u *UON) createOther(w http.ResponseWriter, r *http.Request) {
	if _, ok := u.form(w, r); ok {
		u.createdOther(w)
	}
}

// created answers with the id, which is a string here although reads have a
// number.
func (u *UON) created(w http.ResponseWriter, id string) {
	writeJSON(w, http.StatusOK, object{"result": http.StatusOK, "id": id})
}

func (u *UON) createdOther(w http.ResponseWriter) {
	u.created(w, strconv.FormatInt(u.others.Add(1), 10))
}

func (u *UON) form(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	if err := r.ParseForm(); err != nil {
		u.refuse(w, http.StatusNotFound, "Form is wrong")
		return nil, false
	}
	return r.PostForm, true
}

func written(form url.Values) object {
	fields := object{}
	for name, values := range form {
		if known, ok := readAs[name]; ok {
			fields[known] = values[len(values)-1]
		}
	}
	if n, err := strconv.Atoi(form.Get("r_u_id")); err == nil {
		fields["client_id"] = n
	}
	var extended []any
	for id, value := range bracketed(form, "extended_fields") {
		extended = append(extended, object{"id": id, "value": value})
	}
	if extended != nil {
		fields["extended_fields"] = extended
	}
	return fields
}

func userFields(form url.Values) object {
	user := object{"u_type": 1, "u_birthday": nil, "u_note": ""}
	for _, name := range []string{"surname", "name", "sname", "phone", "phone_mobile", "phone_home", "email", "company"} {
		user["u_"+name] = form.Get("u_" + name)
	}
	return user
}

func withoutCyrillic(form url.Values) url.Values {
	lost := url.Values{}
	for name, values := range form {
		for _, v := range values {
			lost.Add(name, strings.Map(func(c rune) rune {
				if unicode.Is(unicode.Cyrillic, c) {
					return '?'
				}
				return c
			}, v))
		}
	}
	return lost
}
