package clients_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"stanok/actions/connector"
	"stanok/examples/standin"
)

// call is one request to the script.
type call struct {
	Method    string            `json:"method"`
	Parameter map[string]string `json:"parameter"`
	Contents  string            `json:"contents"`
}

func TestTheStandInAnswersAsTheScriptDoes(t *testing.T) {
	columns := map[string][]string{"Лиды": {"Имя", "Сумма"}, "Оплаты": {"Номер"}}
	book := standin.NewSheets(standin.SheetsOptions{Key: "k", Sheets: columns})
	address := serve(t, book) + book.Path()
	calls := []call{
		{Method: "GET", Parameter: map[string]string{"key": "k"}},
		{Method: "GET", Parameter: map[string]string{"key": "k", "sheet": "Оплаты"}},
		{Method: "GET", Parameter: map[string]string{"key": "k", "sheet": "Нет"}},
		{Method: "GET", Parameter: map[string]string{"key": "x"}},
		{Method: "POST", Contents: `{"key":"k","id":"1","sheet":"Лиды","values":{"Сумма":1.5,"Имя":"Олег"}}`},
		{Method: "POST", Contents: `{"key":"k","id":"1","sheet":"Лиды","values":{"Сумма":1.5,"Имя":"Олег"}}`},
		{Method: "POST", Contents: `{"key":"k","id":"2","values":{"Имя":null}}`},
		{Method: "POST", Contents: `{"key":"k","id":"3","sheet":"Лиды","values":{"Ямя":1,"Возраст":2}}`},
		{Method: "POST", Contents: `{"key":"k","sheet":"Нет","values":{}}`},
		{Method: "POST", Contents: `{"key":"x"}`},
		{Method: "POST", Contents: `{"key`},
		{Method: "POST", Contents: `{"key":"k","sheet":"Оплаты","values":{"Номер":"=1+1"}}`},
	}
	answers := script(t, columns, calls)
	for i, c := range calls {
		if got, want := ask(t, address, c), answers[i]; !reflect.DeepEqual(got, want) {
			t.Errorf("%+v: the stand-in says %v, the script %v", c, got, want)
		}
	}
	want := map[string]any{
		"Лиды":   []any{[]any{"Имя", "Сумма"}, []any{"Олег", 1.5}, []any{"", ""}},
		"Оплаты": []any{[]any{"Номер"}, []any{"'=1+1"}}, // not computed
	}
	if got := answers[len(calls)]; !reflect.DeepEqual(got, want) {
		t.Errorf("the script's sheets are %v", got)
	}
}

// script lets the script of the connector answer.
func script(t *testing.T, columns map[string][]string, calls []call) (answers []any) {
	t.Helper()
	services, err := connector.BuiltIn()
	must(t, err)
	var input bytes.Buffer
	lines := json.NewEncoder(&input)
	for _, s := range services {
		if s.Name == "google_sheets" {
			must(t, lines.Encode(map[string]any{"script": s.Connection.Script, "key": "k", "sheets": columns}))
		}
	}
	for _, c := range calls {
		must(t, lines.Encode(c))
	}
	for line := range strings.Lines(string(node(t, input.Bytes(), nil, "sheet.mjs"))) {
		var v any
		must(t, json.Unmarshal([]byte(line), &v))
		answers = append(answers, v)
	}
	if len(answers) != len(calls)+1 {
		t.Fatalf("%d answers to %d calls", len(answers), len(calls))
	}
	return answers
}

// ask sends a request to the stand-in, and follows it to its answer as browsers
// do.
func ask(t *testing.T, address string, c call) (v any) {
	t.Helper()
	query := url.Values{}
	for name, value := range c.Parameter {
		query.Set(name, value)
	}
	req, err := http.NewRequestWithContext(t.Context(), c.Method, address+"?"+query.Encode(), strings.NewReader(c.Contents))
	must(t, err)
	req.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(req)
	must(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(t, err)
	must(t, json.Unmarshal(body, &v))
	return v
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}
