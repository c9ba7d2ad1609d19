package standin

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// uonPage is how many records a page holds.
const uonPage = 100

// list answers with the records whose date lies within the days of the path.
// The page is the last segment of the path; ?page= is ignored. The wrappers
// "requests" and "leads" are by analogy with the documented ones.
func (u *UON) list(kind UONKind, date string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from, to := r.PathValue("from"), r.PathValue("to")
		for _, limit := range []struct{ name, day string }{{"date_from", from}, {"date_to", to}} {
			if _, err := time.Parse(time.DateOnly, limit.day); err != nil {
				u.refuse(w, http.StatusNotFound, "Parameter "+limit.name+" is wrong")
				return
			}
		}
		u.page(w, kind, r.PathValue("page"), func(record object) bool {
			day, _, _ := strings.Cut(text(record[date]), " ")
			return from <= day && day <= to
		})
	}
}

// search answers with the records whose fields equal those of the form; a name
// that records do not have is ignored, as everywhere.
func (u *UON) search(kind UONKind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			u.refuse(w, http.StatusNotFound, "Form is wrong")
			return
		}
		u.page(w, kind, r.PostForm.Get("page"), func(record object) bool {
			for name, values := range r.PostForm {
				if have, known := record[name]; known && text(have) != values[0] {
					return false
				}
			}
			return true
		})
	}
}

// page answers with one page, first by default. An empty one is 404.
func (u *UON) page(w http.ResponseWriter, kind UONKind, page string, fits func(object) bool) {
	number, err := strconv.Atoi(page)
	if err != nil || number < 1 {
		number = 1
	}
	skip, found := (number-1)*uonPage, []any{}
	for _, record := range u.records.all(kind, u.options.Records) {
		if !fits(record) {
			continue
		}
		if skip--; skip < 0 && len(found) < uonPage {
			found = append(found, u.presented(record))
		}
	}
	if len(found) == 0 {
		u.refuse(w, http.StatusNotFound, "Not found")
		return
	}
	writeJSON(w, http.StatusOK, object{"result": http.StatusOK, string(kind) + "s": found})
}

func (u *UON) dictionary(wrapper string, entries []entry) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		lines := make([]any, len(entries))
		for i, e := range entries {
			lines[i] = object{"id": e.id, "name": e.name}
		}
		writeJSON(w, http.StatusOK, object{"result": http.StatusOK, wrapper: lines})
	}
}

func (u *UON) managers(w http.ResponseWriter, _ *http.Request) {
	lines := make([]any, len(staff))
	for i, m := range staff {
		lines[i] = object{"u_id": m.id, "u_surname": m.surname, "u_name": m.name, "u_sname": m.sname}
	}
	writeJSON(w, http.StatusOK, object{"result": http.StatusOK, "managers": lines})
}
