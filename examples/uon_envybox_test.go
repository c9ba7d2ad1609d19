package examples_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

// seedNames are the rows of the published instruction, in its order.
var seedNames = strings.Fields(`id dat_lead dat dat_close status_id status office_id office_name travel_type_id travel_type
manager_id manager_surname manager_sname manager_name source_id source`)

func TestTheParserHasTheSixteenRowsInTheirNotation(t *testing.T) {
	for _, name := range documents {
		root := map[bool]string{true: "request", false: "lead"}[slices.Contains(requests, name)]
		rows := load(t, name).action("fields").With["fields"].([]any)
		for i, field := range seedNames {
			row := rows[i].(map[string]any)
			if want := fmt.Sprintf(`["%s"][0]["%s"]`, root, field); row["name"] != field || row["path"] != want {
				t.Errorf("%s, row %d: %v, want %s", name, i+1, row, want)
			}
		}
	}
}

// TestEveryPathFindsItsField asks the stand-in what the document would ask,
// and follows each path of the parser.
func TestEveryPathFindsItsField(t *testing.T) {
	path := regexp.MustCompile(`^\["(\w+)"\]\[0\]\["(\w+)"\]$`)
	uon := standin.NewUON(standin.UONOptions{Key: "k"})
	for _, name := range documents {
		get := map[bool]string{true: "request", false: "inquiry"}[slices.Contains(requests, name)]
		d := load(t, name)
		address := strings.NewReplacer("{{ connection.address }}", "", "{{ connection.key }}", "k", "{{ source.r_id }}", "4821").
			Replace(d.action(get).With["url"].(string))
		w := httptest.NewRecorder()
		uon.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		var body map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		for _, row := range d.action("fields").With["fields"].([]any) {
			at := path.FindStringSubmatch(row.(map[string]any)["path"].(string))
			if at == nil {
				t.Fatalf("%s: %v", name, row)
			}
			list, _ := body[at[1]].([]any)
			if len(list) != 1 {
				t.Fatalf("%s: nothing under %s", name, at[1])
			}
			if _, there := list[0].(map[string]any)[at[2]]; !there {
				t.Errorf("%s: %v finds nothing", name, row)
			}
		}
	}
}

func TestTheLeadGoesToTheAddressThatEnvyboxListensOn(t *testing.T) {
	envybox := standin.NewEnvybox(standin.EnvyboxOptions{})
	envybox.Switch(func(q *standin.EnvyboxQuirks) { q.Strict = true })
	for i, name := range documents {
		d := load(t, name)
		send := d.action("send").With
		address := strings.Replace(send["url"].(string), "{{ connection.address }}", "", 1) + "?api_key=" + envybox.APIKey()
		body := d.action("lead").With["template"].(string)
		body = regexp.MustCompile(`(?s)"[^"\n]*": \{\{ optional\(.*?\) \}\},\n`).ReplaceAllString(body, "")
		w := httptest.NewRecorder()
		envybox.ServeHTTP(w, httptest.NewRequest(send["method"].(string), address, strings.NewReader(body)))
		if envybox.Created() != i+1 {
			t.Errorf("%s: %s", name, w.Body)
		}
		success := send["success"].(map[string]any)
		if success["when"] != "answer.json.status_code == 200" || success["status"] != "2xx" {
			t.Errorf("%s: success is %v", name, success)
		}
	}
}

func TestSampleEventsAreWhatTheStandInSends(t *testing.T) {
	uon := standin.NewUON(standin.UONOptions{})
	client := map[string]any{"u_name": "Олег", "u_surname": "Ким", "u_phone": " 79005550101", "u_email": "oleg.kim@example.test"}
	for name, event := range map[string]standin.UONEvent{
		"request-created.query.txt":              {ID: "4821"},
		"request-created.form.txt":               {ID: "4821"},
		"lead-created.query.txt":                 {Type: standin.UONLeadCreated, ID: "4821"},
		"request-status.query.txt":               {Type: standin.UONRequestStatusChanged, ID: "4821", StatusOld: "1", StatusNew: "4"},
		"request-created-without-r_id.query.txt": {ID: "4821", WithoutRID: true},
		"client-updated.form.txt":                {Type: standin.UONClientUpdated, ID: "7003", Client: client},
		"client-created-nested.form.txt":         {Type: standin.UONClientCreated, ID: "7003", Client: client, ClientBrackets: true},
	} {
		event.At = time.Date(2026, 3, 2, 6, 58, 11, 0, time.UTC)
		form, err := url.ParseQuery(string(read(t, "uon-envybox/events/"+name)))
		if err != nil || !reflect.DeepEqual(form, uon.Form(event)) {
			t.Errorf("%s:\n%v\n%v", name, form, uon.Form(event))
		}
	}
}

// atUONAndEnvybox connects to both.
func atUONAndEnvybox(w *world) (*standin.UON, *standin.Envybox) {
	w.Helper()
	uon, envybox := standin.NewUON(standin.UONOptions{Key: "uon-s3cret"}), standin.NewEnvybox(standin.EnvyboxOptions{APIKey: "envybox-s3cret"})
	w.connect("uon", "uon", map[string]string{"address": w.serve(uon)}, map[string]engine.Secret{"key": "uon-s3cret"})
	w.connect("envybox", "envybox", map[string]string{"address": w.serve(envybox)}, map[string]engine.Secret{"api_key": "envybox-s3cret"})
	return uon, envybox
}

func TestARequestBecomesALeadByItsTemplate(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		for variant, kind := range map[string]int{"request": standin.UONRequestCreated, "lead": standin.UONLeadCreated} {
			w := newWorld(t)
			uon, envybox := atUONAndEnvybox(w)
			p := w.begin("uon-envybox", variant, lang, answers{"pipeline": "2", "employee": "14"})
			w.sent(uon.Notify(t.Context(), w.client, link(p), standin.UONEvent{Type: kind, ID: "4821"}))
			w.succeeds(p)
			phone := map[string]string{"request": "79005557821", "lead": "79005557824"}[variant] // of 4821, in either list
			if all := envybox.Leads(); len(all) != 1 || all[0].Value("phone") != phone {
				t.Errorf("%s %s: %+v", variant, lang, all)
			}
			w.hides(p, "uon-s3cret", "envybox-s3cret")
		}
	}
}

func TestEnvyboxRefusesWithTwoHundredAndUONIsWaitedFor(t *testing.T) {
	w := newWorld(t)
	uon, envybox := atUONAndEnvybox(w)
	p := w.begin("uon-envybox", "request", "en", answers{})
	event := standin.UONEvent{Type: standin.UONRequestCreated, ID: "4821"}
	envybox.Refuse(1, "Воронка не найдена")
	w.sent(uon.Notify(t.Context(), w.client, link(p), event))
	w.fails(p, "send", "Воронка не найдена")
	uon.Fail("/request", 1, standin.TooMany(12*time.Second))
	w.sent(uon.Notify(t.Context(), w.client, link(p), event))
	if op := w.waits(p, 12*time.Second); op.State != engine.Succeeded || envybox.Created() != 1 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
}
