package flow

import (
	"bytes"
	"fmt"
	"strconv"
)

// Request is the part of a request that the flow reads.
type Request struct {
	ID      string `json:"id"`
	DatLead string `json:"dat_lead"`
	Status  string `json:"status"`
	Manager string `json:"manager_name"`
	Origin  string `json:"source"`
	Client  string `json:"client_name"`
	Phone   string `json:"client_phone"`
	Email   string `json:"client_email"`
}

// RequestOf is what the travel CRM keeps under a number. Phone and e-mail follow
// from the number, so a lead shows whether its flow read the right answer.
func RequestOf(id int64) Request {
	return Request{
		ID: strconv.FormatInt(id, 10), DatLead: "2026-03-14 11:20:00", Status: "new",
		Manager: "Ольга", Origin: "site", Client: "Николай",
		Phone: fmt.Sprintf("+7495%07d", id%1e7),
		Email: fmt.Sprintf("guest%d@example.test", id),
	}
}

// AppendRequest appends the answer of the travel CRM: about 1.9 KB of JSON with
// 42 fields.
func AppendRequest(out []byte, id int64) []byte {
	r := RequestOf(id)
	out = append(out, `{"request":[{"id":"`...)
	out = append(out, r.ID...)
	out = append(out, `","client_phone":"`...)
	out = append(out, r.Phone...)
	out = append(out, `","client_email":"`...)
	out = append(out, r.Email...)
	return append(out, requestRest...)
}

const requestRest = `","id_system":"880214","dat":"2026-03-14 11:18:42",` +
	`"dat_lead":"2026-03-14 11:20:00","dat_updated":"2026-03-15 09:02:17","dat_close":null,` +
	`"status":"new","status_id":"1","manager_id":"23","manager_name":"Ольга","manager_surname":"Лебедева",` +
	`"manager_email":"olga@example.test","source":"site","source_id":"4","client_id":"30117",` +
	`"client_name":"Николай","client_surname":"Воронов","client_birthday":"1979-08-21","office_id":"3",` +
	`"office_name":"Офис на Садовой","company_name":"ООО «Дальние страны»","supplier_id":"61",` +
	`"supplier_name":"Туроператор Меридиан","reservation_number":"MR-2026-004518","travel_type":"Пляжный отдых",` +
	`"utm_source":"vk","utm_medium":"social","utm_campaign":"spring-2026-lakes",` +
	`"visa_count":"2","date_begin":"2026-06-05","date_end":"2026-06-16","country":"Россия","city":"Калининград",` +
	`"calc_price":"212750.00","calc_price_netto":"195300.40","calc_currency":"RUB","discount":"1500.00",` +
	`"tourists":[{"u_name":"Николай","u_surname":"Воронов"},{"u_name":"Дарья","u_surname":"Воронова"},` +
	`{"u_name":"Лев","u_surname":"Воронов"}],"services":[{"name":"Отель у моря, 11 ночей","price":"148200.00"},` +
	`{"name":"Перелёт для троих","price":"64550.00"}],"notes":"Ребёнку четыре года, нужна кроватка. ` +
	`Звонить вечером, после семи. ` +
	`Второй взнос до конца мая. Просят номер с видом на море и тихий этаж, завтраки без орехов."}]}`

// requestNumber takes the number out of the path of a request.
func requestNumber(path []byte) (int64, bool) {
	rest, found := bytes.CutPrefix(path, []byte(requestPrefix))
	digits, ended := bytes.CutSuffix(rest, []byte(requestSuffix))
	id, err := strconv.ParseInt(string(digits), 10, 64)
	return id, found && ended && err == nil
}
