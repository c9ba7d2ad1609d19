package standin

import (
	"fmt"
	"slices"
	"strconv"
)

// dealPage is how many deals a list gives at most.
const dealPage = 50

// Ids of deals and clients lie this far above their lead's.
const (
	dealOffset   = 100_000
	clientOffset = 200_000
)

func (e *Envybox) setLead(c envyboxCall) object {
	switch c.request["method"] {
	case "create":
	case nil, "":
		return refused(400, "Не передано обязательное поле method")
	default:
		return refused(400, "Неизвестное значение поля method")
	}
	quirks := e.Quirks()
	lead := EnvyboxLead{At: e.now(), Key: c.http.Header.Get("Idempotency-Key"), Wrapped: c.wrapped, Request: c.request}
	if quirks.Strict {
		if problem := e.problem(lead); problem != "" {
			return refused(400, problem)
		}
	}
	id := e.leads.add(lead, quirks.RejectRepeats)
	if id == 0 {
		return refused(409, "Запрос с этим Idempotency-Key уже обработан")
	}
	return succeeded(object{"id": id})
}

// problem is what Strict finds wrong with a lead.
func (e *Envybox) problem(lead EnvyboxLead) string {
	for id := range lead.Custom() {
		if !slices.ContainsFunc(e.options.Fields, func(f EnvyboxField) bool { return strconv.Itoa(f.ID) == id }) {
			return fmt.Sprintf("Поле с input_id %s не найдено", id)
		}
	}
	for _, c := range lead.Contacts() {
		if !slices.Contains(contactTypes, c.Type) {
			return fmt.Sprintf("Неизвестный тип контактных данных %s", c.Type)
		}
	}
	return ""
}

func (e *Envybox) getLead(c envyboxCall) object {
	lead, known := e.leads.find(asID(c.request["lead_id"]))
	if !known {
		return refused(404, "Лид не найден")
	}
	return succeeded(object{"result": object{"id": lead.ID, "deals": []any{deal(lead)}}})
}

func (e *Envybox) startLead(c envyboxCall) object {
	if _, known := e.leads.find(asID(c.request["lead_id"])); !known {
		return refused(404, "Лид не найден")
	}
	return succeeded(nil)
}

func (e *Envybox) getDeal(c envyboxCall) object {
	lead, known := e.leads.find(asID(c.request["deal_id"]) - dealOffset)
	if !known {
		return refused(404, "Сделка не найдена")
	}
	return succeeded(object{"result": deal(lead)})
}

func (e *Envybox) listDeals(c envyboxCall) object {
	limit := asID(c.request["limit"])
	if limit <= 0 || limit > dealPage {
		limit = dealPage
	}
	leads, deals := e.Leads(), []any{}
	for i := max(0, asID(c.request["offset"])); i < len(leads) && len(deals) < limit; i++ {
		deals = append(deals, deal(leads[i]))
	}
	return succeeded(object{"result": object{"deals": deals}})
}

// listInputs is the catalogue from which the input_id of custom values come.
func (e *Envybox) listInputs(c envyboxCall) object {
	fields := []any{}
	if c.http.URL.Query().Get("type") == "custom" {
		for _, f := range e.options.Fields {
			fields = append(fields, object{"id": f.ID, "name": f.Name, "name_id": f.NameID})
		}
	}
	return succeeded(object{"result": fields})
}

// contacts answers with type 1 for phones; the other type ids are not known.
func (e *Envybox) contacts(c envyboxCall) object {
	lead, known := e.leads.find(asID(c.request["client_id"]) - clientOffset)
	if !known {
		return refused(404, "Клиент не найден")
	}
	contacts := []any{}
	if phone := lead.Value("phone"); phone != "" {
		contacts = append(contacts, object{"type_id": 1, "value": phone})
	}
	return succeeded(object{"result": object{"contacts": contacts}})
}

// deal is what a lead became; its shape beside the ids is not documented.
func deal(l EnvyboxLead) object {
	return object{
		"id": l.ID + dealOffset, "lead_id": l.ID, "client_id": l.ID + clientOffset,
		"pipeline_id": l.Request["pipeline_id"], "employee_id": l.Request["employee_id"], "values": l.Request["values"],
	}
}

// asID reads an id that may come as a number or as text; zero when it is
// neither.
func asID(v any) int {
	n, err := strconv.ParseInt(text(v), 10, 32)
	if err != nil {
		return 0
	}
	return int(n)
}
