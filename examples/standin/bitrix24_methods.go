package standin

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// table is every method that the stand-in has.
func (b *Bitrix24) table() map[string]bitrixMethod {
	m := map[string]bitrixMethod{
		"profile":                  b.profile,
		"user.get":                 b.users,
		"crm.status.list":          b.statuses,
		"crm.category.list":        b.categories,
		"crm.duplicate.findbycomm": b.duplicates,
		"batch":                    b.batch,
	}
	for _, entity := range []string{"lead", "deal", "contact"} {
		m["crm."+entity+".add"] = func(said object) (any, object, *bitrixError) { return b.add(entity, said) }
		m["crm."+entity+".update"] = func(said object) (any, object, *bitrixError) { return b.update(entity, said) }
		m["crm."+entity+".get"] = func(said object) (any, object, *bitrixError) { return b.read(entity, said) }
		m["crm."+entity+".list"] = func(said object) (any, object, *bitrixError) { return b.list(entity, said) }
		m["crm."+entity+".fields"] = func(object) (any, object, *bitrixError) { return bitrixFields(entity), nil, nil }
	}
	return m
}

// Records are those of an entity (lead, deal, contact), oldest first. Read, do not
// change.
func (b *Bitrix24) Records(entity string) []map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.records[entity])
}

func (b *Bitrix24) add(entity string, said object) (any, object, *bitrixError) {
	fields, ok := said["fields"].(object)
	if !ok {
		return nil, nil, &bitrixError{http.StatusBadRequest, "", "Parameter 'fields' must be array."}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.records[entity]) >= maxRecords {
		return nil, nil, &bitrixError{http.StatusBadRequest, "", "The stand-in is full."}
	}
	id := len(b.records[entity]) + 1
	record := maps.Clone(fields)
	for _, name := range []string{"PHONE", "EMAIL"} {
		if _, given := record[name]; given {
			record[name] = members(record[name])
		}
	}
	record["ID"] = strconv.Itoa(id) // reads have text, the answer of add a number
	b.records[entity] = append(b.records[entity], record)
	return id, nil, nil
}

func (b *Bitrix24) update(entity string, said object) (any, object, *bitrixError) {
	fields, _ := said["fields"].(object)
	b.mu.Lock()
	defer b.mu.Unlock()
	i, ok := b.find(entity, said["id"])
	if !ok {
		return nil, nil, bitrixMissing
	}
	record := maps.Clone(b.records[entity][i])
	maps.Copy(record, fields)
	b.records[entity] = slices.Clone(b.records[entity])
	b.records[entity][i] = record
	return true, nil, nil
}

var bitrixMissing = &bitrixError{http.StatusBadRequest, "", "Not found"}

func (b *Bitrix24) find(entity string, id any) (int, bool) {
	i := asID(id) - 1
	return i, i >= 0 && i < len(b.records[entity])
}

func (b *Bitrix24) read(entity string, said object) (any, object, *bitrixError) {
	id := said["id"]
	if id == nil {
		id = said["ID"]
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	i, ok := b.find(entity, id)
	if !ok {
		return nil, nil, bitrixMissing
	}
	return b.records[entity][i], nil, nil
}

// bitrixPage is how many records a list gives.
const bitrixPage = 50

func (b *Bitrix24) list(entity string, said object) (any, object, *bitrixError) {
	filter, _ := said["filter"].(object)
	b.mu.Lock()
	defer b.mu.Unlock()
	found := []any{}
	for _, record := range b.records[entity] {
		if bitrixMatches(record, filter) {
			found = append(found, record)
		}
	}
	total, start := len(found), min(max(0, asID(said["start"])), len(found))
	more := object{"total": total}
	if next := start + bitrixPage; next < total {
		more["next"] = next
	}
	return found[start:min(start+bitrixPage, total)], more, nil
}

func bitrixMatches(record, filter object) bool {
	for name, want := range filter {
		got := record[strings.TrimLeft(name, "=%")]
		if list, many := got.([]any); many {
			if !slices.ContainsFunc(list, func(v any) bool { return digits(text(dig(v, "VALUE"))) == digits(text(want)) }) {
				return false
			}
		} else if text(got) != text(want) {
			return false
		}
	}
	return true
}

// duplicates finds records by phone or e-mail: {"CONTACT":[3,5]}; no kind without
// one, and so an empty list when there is none at all.
func (b *Bitrix24) duplicates(said object) (any, object, *bitrixError) {
	kind, only := strings.ToUpper(text(said["type"])), strings.ToUpper(text(said["entity_type"]))
	values := members(said["values"])
	if kind != "PHONE" && kind != "EMAIL" || len(values) == 0 {
		return nil, nil, &bitrixError{http.StatusBadRequest, "", "Communication type or values are not specified"}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	found := object{}
	for _, entity := range []string{"lead", "contact"} {
		name := strings.ToUpper(entity)
		if only != "" && only != name {
			continue
		}
		var ids []any
		for i, record := range b.records[entity] {
			if slices.ContainsFunc(members(record[kind]), func(v any) bool { return anyEqual(kind, text(dig(v, "VALUE")), values) }) && len(ids) < 20 {
				ids = append(ids, i+1)
			}
		}
		if ids != nil {
			found[name] = ids
		}
	}
	return found, nil, nil
}

func anyEqual(kind, has string, values []any) bool {
	return slices.ContainsFunc(values, func(v any) bool {
		if kind == "PHONE" {
			return digits(has) == digits(text(v))
		}
		return strings.EqualFold(has, text(v))
	})
}

// batch calls several methods; whatever fails of them, it answers 200.
func (b *Bitrix24) batch(said object) (any, object, *bitrixError) {
	commands, _ := said["cmd"].(object)
	if len(commands) > bitrixPage {
		return nil, nil, &bitrixError{http.StatusBadRequest, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded"}
	}
	results, failed, totals, nexts := object{}, object{}, object{}, object{}
	for _, key := range slices.Sorted(maps.Keys(commands)) {
		name, query, _ := strings.Cut(text(commands[key]), "?")
		form, err := url.ParseQuery(query)
		method := b.methods[strings.TrimPrefix(name, "/")]
		if name == "batch" || method == nil || err != nil {
			failed[key] = bitrixError{0, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage"}.body()
			continue
		}
		result, more, refusal := method(nested(form))
		if refusal != nil {
			failed[key] = refusal.body()
			if text(said["halt"]) == "1" || said["halt"] == true {
				break
			}
			continue
		}
		results[key] = b.php(result)
		for name, into := range map[string]object{"total": totals, "next": nexts} {
			if more[name] != nil {
				into[key] = more[name]
			}
		}
	}
	return object{
		"result": b.php(results), "result_error": b.php(failed), "result_total": b.php(totals), "result_next": b.php(nexts), "result_time": b.php(object{}),
	}, nil, nil
}

func (b *Bitrix24) profile(object) (any, object, *bitrixError) {
	return object{"ID": strconv.Itoa(b.options.User), "ADMIN": true, "NAME": "Мария", "LAST_NAME": "Орлова"}, nil, nil
}

func (b *Bitrix24) users(object) (any, object, *bitrixError) {
	return []any{
		object{"ID": "1", "NAME": "Мария", "LAST_NAME": "Орлова", "ACTIVE": true},
		object{"ID": "7", "NAME": "Пётр", "LAST_NAME": "Ким", "ACTIVE": true},
	}, object{"total": 2}, nil
}

func (b *Bitrix24) statuses(said object) (any, object, *bitrixError) {
	all := []any{
		object{"ENTITY_ID": "SOURCE", "STATUS_ID": "CALL", "NAME": "Звонок"},
		object{"ENTITY_ID": "SOURCE", "STATUS_ID": "WEB", "NAME": "Веб-сайт"},
		object{"ENTITY_ID": "STATUS", "STATUS_ID": "NEW", "NAME": "Не обработан"},
		object{"ENTITY_ID": "STATUS", "STATUS_ID": "IN_PROCESS", "NAME": "В работе"},
		object{"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "NEW", "NAME": "Новая"},
		object{"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": "WON", "NAME": "Сделка успешна"},
		object{"ENTITY_ID": "DEAL_STAGE_4", "STATUS_ID": "C4:NEW", "NAME": "Заявка на ремонт"},
	}
	want := text(dig(said, "filter", "ENTITY_ID"))
	found := []any{}
	for _, v := range all {
		if want == "" || text(dig(v, "ENTITY_ID")) == want {
			found = append(found, v)
		}
	}
	return found, object{"total": len(found)}, nil
}

func (b *Bitrix24) categories(object) (any, object, *bitrixError) {
	return object{"categories": []any{
		object{"id": 0, "name": "Общая", "sort": 10, "isDefault": "Y"},
		object{"id": 4, "name": "Ремонт", "sort": 20, "isDefault": "N"},
	}}, object{"total": 2}, nil
}

func bitrixFields(entity string) object {
	return object{
		"ID":                object{"type": "integer", "title": "ID", "isReadOnly": true},
		"TITLE":             object{"type": "string", "title": "Название", "isReadOnly": false},
		"COMMENTS":          object{"type": "string", "title": "Комментарий", "isReadOnly": false},
		"UF_CRM_1700000001": object{"type": "string", "title": "UF_CRM_1700000001", "formLabel": "Направление", "isReadOnly": false, "isDynamic": true},
		"UF_CRM_1700000002": object{"type": "double", "title": "UF_CRM_1700000002", "formLabel": "Бюджет: " + entity, "isReadOnly": false, "isDynamic": true},
	}
}
