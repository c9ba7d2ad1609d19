package standin

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"
)

// firstListed is the id of the oldest generated record that a list holds.
const firstListed = 4600

// generated is the record of an id, the same at every call; nil when the id is
// not a positive number.
func generated(kind UONKind, id string) object {
	n, ok := number(id)
	if !ok {
		return nil
	}
	switch kind {
	case UONUser:
		return userRecord(id, n)
	case UONLead:
		return leadRecord(id, n)
	}
	return requestRecord(id, n)
}

// number folds the digits of an id, of any length, into a small number.
func number(id string) (n int, ok bool) {
	if id == "" || strings.Trim(id, "0123456789") != "" || strings.Trim(id, "0") == "" {
		return 0, false
	}
	n, err := strconv.Atoi(id[max(0, len(id)-9):])
	return n, err == nil
}

func requestRecord(id string, n int) object {
	r := sharedRecord(id, n)
	maps.Copy(r, object{
		"id_internal": fmt.Sprintf("Т-%d", n%1000), "reservation_number": pick(reservations, n),
		"supplier_id": 40 + n%5, "supplier_name": pick(suppliers, n), "supplier_inn": nil,
		"date_begin": day(n + 70), "date_end": day(n + 80),
		"status_pay_id": 1 + n%3, "status_pay_name": pick(payStatuses, n),
		"calc_price": price(n), "calc_price_netto": price(n) - 12000, "calc_increase": 0, "calc_decrease": 0,
		"calc_client": 50000, "calc_partner": 0, "r_calc_client_currency_id": 1,
		"company_id": nil, "company_name": "", "bonus_limit": 0,
		"tourists": []any{tourist(n)}, "services": []any{service(n)}, "payments": []any{payment(id, n)}, "files": []any{},
	})
	return r
}

func leadRecord(id string, n int) object {
	r := sharedRecord(id, n+3)
	r["id"], r["id_system"] = json.Number(strings.TrimLeft(id, "0")), 60_000+n
	r["status"] = pick(leadStatuses, n).name
	r["status_id"] = strconv.Itoa(pick(leadStatuses, n).id)
	maps.Copy(r, object{
		"client_requirements_days_from": 7, "client_requirements_days_to": 7 + n%8,
		"client_requirements_tourists_adult_count": 1 + n%3, "client_requirements_tourists_child_count": n % 2,
		"client_requirements_tourists_baby_count": nil, "client_requirements_budget": pick(budgets, n),
		"client_requirements_date_from": day(n + 30), "client_requirements_date_to": day(n + 60),
		"client_requirements_country_ids": "|4|5|", "client_requirements_country_names": "Турция, Египет",
		"client_requirements_hotel_stars": "", "client_requirements_nutrition_ids": nil,
		"client_requirements_note": pick(notes, n+1),
		"social_vk":                "", "telegram": pick(telegrams, n), "whatsapp": nil,
	})
	return r
}

// sharedRecord is what requests and leads have in common.
func sharedRecord(id string, n int) object {
	manager, source, kind, status := pick(staff, n), pick(sources, n), pick(travelTypes, n), pick(requestStatuses, n)
	r := object{
		"id": json.Number(strings.TrimLeft(id, "0")), "id_system": 90_000 + n, "id_internal": "",
		"dat": minute(n, 10, 15), "dat_lead": minute(n, 9, 58), "dat_request": minute(n, 10, 15),
		"dat_updated": minute(n+1, 8, 5), "created_at": minute(n, 9, 58), "dat_close": closed(n),
		"office_id": 3, "office_name": pick(offices, n),
		"manager_id": manager.id, "manager_surname": manager.surname, "manager_name": manager.name, "manager_sname": manager.sname,
		"source_id": source.id, "source": source.name, "travel_type_id": kind.id, "travel_type": kind.name,
		"status_id": strconv.Itoa(status.id), "status": status.name,
		"notes": pick(notes, n), "reason_deny_id": nil,
		"utm_source": pick(utmSources, n), "utm_medium": "cpc", "utm_campaign": nil, "utm_content": "", "utm_term": "",
		"extended_fields": []any{object{"id": "199888", "value": "VIP"}},
	}
	maps.Copy(r, clientFields(userRecord("", 7000+n%1000)))
	return r
}

func userRecord(id string, n int) object {
	p := pick(people, n)
	return object{
		"id": json.Number(strconv.Itoa(n)), "u_id": n, "u_type": 1, "tourist_kind": 1, "id_system": 70_000 + n,
		"u_surname": p.surname, "u_name": p.name, "u_sname": p.sname, "u_sex": p.sex,
		"u_phone": phone(n), "u_phone_mobile": pick([]any{"", nil}, n), "u_phone_home": nil,
		"u_email":   pick([]any{fmt.Sprintf("client%d@example.test", n), "", nil}, n/2),
		"u_company": "", "u_inn": nil, "u_birthday": "1988-04-11", "u_note": "",
	}
}

// clientFields are a user's, under the names that requests and leads give them.
func clientFields(user object) object {
	fields := object{"client_id": user["u_id"]}
	for _, name := range []string{"surname", "name", "sname", "phone", "phone_mobile", "phone_home", "email", "company", "inn"} {
		fields["client_"+name] = user["u_"+name]
	}
	return fields
}

// phone comes in the ways people and forms leave it behind, the first being a
// plus sign that a form decoded to a space.
func phone(n int) string {
	last := fmt.Sprintf("%04d", n%10000)
	return pick([]string{
		" 7900555" + last,
		"+7 (900) 555-" + last[:2] + "-" + last[2:],
		"8 900 555 " + last[:2] + " " + last[2:],
		"7900555" + last,
	}, n)
}

func tourist(n int) object {
	t := userRecord("", 7000+n%1000)
	return object{
		"u_id": t["u_id"], "u_type": 1, "tourist_kind": 1, "u_surname": t["u_surname"], "u_name": t["u_name"],
		"u_sname": t["u_sname"], "u_sex": t["u_sex"], "u_phone": t["u_phone"], "u_birthday": t["u_birthday"], "u_note": nil,
	}
}

func service(n int) object {
	return object{
		"id": 550 + n, "date_begin": day(n + 70), "date_end": day(n + 80), "description": "",
		"service_type_id": 1, "service_type": "Отель", "price_netto": "108000.00", "price": "120000.00", "rate": "1.00",
		"currency_id": 1, "currency": "руб.", "currency_code": "RUB", "discount_in_percent": nil, "tourists_count": 1,
		"country_id": 4, "country": "Турция", "hotel_id": 90, "hotel": pick(hotels, n), "flights": []any{},
		"tourists": []any{object{"tourist_id": 7000 + n%1000}},
	}
}

func payment(id string, n int) object {
	return object{
		"id": 80 + n, "date_create": minute(n, 11, 0), "date_plan": nil, "reason": "", "type_id": 1, "type_name": "Клиент",
		"cio_id": 1, "cio_name": "Приход", "price": "50000.00", "rate": "1.00", "currency_id": 1, "currency_code": "RUB",
		"office_id": 3, "client_id": 7000 + n%1000, "note": nil, "r_id": json.Number(strings.TrimLeft(id, "0")),
	}
}

func price(n int) float64 { return 84500.5 + float64(n%40)*5000 }

// closed is null for most, empty for some, a time for the rest.
func closed(n int) any {
	return pick([]any{nil, nil, "", minute(n+12, 18, 30)}, n)
}

func day(n int) string { return firstDay.AddDate(0, 0, n%80).Format(time.DateOnly) }

// minute: reads have times without seconds.
func minute(n, hour, min int) string { return fmt.Sprintf("%s %02d:%02d", day(n), hour, min) }

func pick[T any](list []T, n int) T { return list[n%len(list)] }
