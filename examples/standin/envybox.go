package standin

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
)

// EnvyboxOptions say what an Envybox is like. The zero value is usable.
type EnvyboxOptions struct {
	APIKey string         // "demo-envybox-key" when empty
	Fields []EnvyboxField // the catalogue of custom fields; three of a travel agency when nil
	Keep   int            // leads kept, and requests the recorder keeps; 10,000 when zero
}

// EnvyboxField is a custom field of deals.
type EnvyboxField struct {
	ID     int // the input_id of a lead's custom values
	Name   string
	NameID string
}

// Envybox stands in for ACCOUNT.envycrm.com (also dnkcrm.ru, potokcrm.ru). It
// answers under /openapi/v1/ and the older /crm/api/v1/; faults and recorded
// routes know both as /openapi/v1/.
type Envybox struct {
	*Front
	switches[EnvyboxQuirks]

	options EnvyboxOptions
	leads   *envyboxLeads
	routes  map[string]envyboxAnswer // by path behind /openapi/v1/, no slash at the end
}

// envyboxAnswer takes what stood inside of "request" and gives the answer.
type envyboxAnswer func(call envyboxCall) object

type envyboxCall struct {
	http    *http.Request
	request object
	wrapped bool
}

// NewEnvybox makes a stand-in. It is safe for concurrent use.
func NewEnvybox(o EnvyboxOptions) *Envybox {
	o.APIKey = cmp.Or(o.APIKey, "demo-envybox-key")
	o.Keep = cmp.Or(o.Keep, keptRequests)
	if o.Fields == nil {
		o.Fields = []EnvyboxField{{311, "Направление", "crm_311"}, {312, "Менеджер U-ON", "crm_312"}, {313, "Номер заявки U-ON", "crm_313"}}
	}
	e := &Envybox{options: o, leads: newEnvyboxLeads(o.Keep)}
	e.Front = newFront(e.handle, envyboxRoute, o.Keep)
	e.routes = map[string]envyboxAnswer{
		"lead/set":           e.setLead,
		"lead/get":           e.getLead,
		"lead/start":         e.startLead,
		"deal/get":           e.getDeal,
		"deal/list":          e.listDeals,
		"deal/getListInputs": e.listInputs,
		"client/getContacts": e.contacts,
	}
	return e
}

// APIKey is the key that the stand-in takes as ?api_key=.
func (e *Envybox) APIKey() string { return e.options.APIKey }

// Refuse lets the next n leads fail as Envybox fails: HTTP 200, status_code
// 400 and this message. A negative n is until Heal.
func (e *Envybox) Refuse(n int, message string) {
	e.Fail("/openapi/v1/lead/set", n, Answer(http.StatusOK, string(encodeJSON(refused(400, message)))))
}

// handle answers nearly everything with HTTP 200; whether it went well is said
// by status_code. Only a path that does not exist is a real 404, which is a
// guess.
func (e *Envybox) handle(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(strings.TrimPrefix(envyboxRoute(r), "/openapi/v1/"), "/")
	answer, known := e.routes[path]
	if !known {
		writeJSON(w, http.StatusNotFound, refused(404, "Страница не найдена"))
		return
	}
	call, refusal := e.read(r, path)
	if refusal == nil {
		refusal = answer(call)
	}
	writeJSON(w, http.StatusOK, refusal)
}

// read checks what all calls have in common.
func (e *Envybox) read(r *http.Request, path string) (envyboxCall, object) {
	call := envyboxCall{http: r}
	if r.URL.Query().Get("api_key") != e.options.APIKey {
		return call, refused(401, "Неверный api_key")
	}
	if path == "deal/getListInputs" {
		return call, nil // a GET, what it asks for stands in the query
	}
	if r.Method != http.MethodPost {
		return call, refused(405, "Метод запроса должен быть POST")
	}
	var body object
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil || body == nil {
		return call, refused(400, "Тело запроса не является объектом JSON")
	}
	call.request, call.wrapped = body["request"].(object)
	if !call.wrapped {
		if !e.Quirks().AcceptBare {
			return call, refused(400, "Не передан объект request")
		}
		call.request = body
	}
	return call, nil
}

// refused is the form of a failure.
func refused(code int, message string) object {
	return object{"status_code": code, "name": http.StatusText(code), "message": message}
}

func succeeded(more object) object {
	answer := object{"status_code": http.StatusOK, "message": "success"}
	for name, v := range more {
		answer[name] = v
	}
	return answer
}

func envyboxRoute(r *http.Request) string {
	if rest, old := strings.CutPrefix(r.URL.Path, "/crm/api/v1/"); old {
		return "/openapi/v1/" + rest
	}
	return r.URL.Path
}
