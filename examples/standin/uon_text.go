package standin

import "time"

// entry is a line of a dictionary.
type entry struct {
	id   int
	name string
}

type person struct {
	surname, name, sname, sex string
}

type manager struct {
	id int
	person
}

// The texts hold what breaks careless programs: quotes of all kinds, new lines,
// tabs, backslashes, HTML entities and tags, characters beyond the first plane,
// a line separator, template braces, and what looks like a number or a null.
var (
	people = []person{
		{"Ким", "Олег", "", "1"},
		{"Ёлкина-Петрова", "Анна", "Сергеевна", "2"},
		{"О'Коннор", "Шон", "", "1"},
		{"Соколов", "Пётр", "Ильич", "1"},
		{"Гусева", `Мария "Маша"`, "Олеговна", "2"},
		{"Нуль", "null", "", "1"},
		{"Ан", "Ю", "", "2"},
		{"Абдуллаев", "Рустам", "Маратович", "1"},
	}
	staff = []manager{
		{17, person{"Орлова", "Мария", "Игоревна", "2"}},
		{18, person{"Дьяченко", "Илья", "Олегович", "1"}},
		{21, person{"Щукина", "Ольга", "", "2"}},
	}
	requestStatuses = []entry{
		{1, "Новая"}, {4, "В работе"}, {5, `Ждём "подтверждение"`}, {7, "Оплачена &mdash; выезд"}, {9, "Закрыта"},
	}
	leadStatuses = []entry{{1, "Новое"}, {2, "В работе"}, {3, "Отказ"}, {6, "Перешло в заявку"}}
	sources      = []entry{
		{2, "Сайт &rarr; форма"}, {3, "Звонок"}, {5, `ВКонтакте "реклама"`}, {8, "Рекомендация"}, {11, "Instagram*"},
	}
	travelTypes  = []entry{{1, "Пляжный отдых"}, {2, "Экскурсионный тур"}, {3, "Горные лыжи"}, {4, "Круиз & яхты"}}
	offices      = []string{"Центральный офис", "Офис \\ «Юг»", "ТЦ «Радуга», 2 этаж"}
	suppliers    = []string{"ООО &laquo;Море&raquo;", "Анекс", "", "Coral"}
	payStatuses  = []string{"Не оплачено", "Частично", "Оплачено"}
	reservations = []string{"", "00123", "1E5", "AB-17/2"}
	hotels       = []string{"Sun & Sea 5*", "Гранд-отель \"Жемчужина\"", "L'Oasis"}
	utmSources   = []any{"yandex", "", nil, "vk"}
	budgets      = []any{"150000", "", 90000, nil, "до 1,5 млн"}
	telegrams    = []any{"@olegkim", "", nil}
	notes        = []any{
		"Просит \"вид на море\"\nи трансфер",
		"Двое детей: 4 и 9 лет.\r\nАллергия на орехи",
		"",
		nil,
		`Путь C:\Туры\2026 и «ёлочки» &laquo;внутри&raquo;`,
		"Написала {{ source.r_id }} и %s, почему — неизвестно",
		"Отпуск 🏖️ с 10\u00a0мая\u2028Перезвонить <b>после</b> 18:00",
		"Бюджет\t150 000 ₽; скидка 5 %",
	}
)

// firstDay is the earliest date in generated records.
var firstDay = time.Date(2026, time.February, 2, 0, 0, 0, 0, time.UTC)
