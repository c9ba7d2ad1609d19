package connector_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stanok/actions/connector"
)

func TestEveryBuiltInDeclarationIsRight(t *testing.T) {
	all, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there is none")
	}
	files, err := filepath.Glob("services/*.yaml")
	if err != nil || len(files) != len(all) {
		t.Errorf("%d files, %d services (%v)", len(files), len(all), err)
	}
	for _, s := range all {
		if _, err := os.Stat("services/" + s.Name + ".yaml"); err != nil {
			t.Errorf("the file of %s has another name", s.Name)
		}
		for key, said := range connector.Sentences([]connector.Service{s})["ru"] {
			if strings.HasPrefix(key, "field.") && said.Say == "" {
				t.Errorf("%s says nothing", key)
			}
		}
	}
}

const small = `
service: shop
title: Shop
about: {en: A shop., ru: Магазин., pt-BR: Uma loja.}
connection:
  fields: [{name: account, title: {en: Account, ru: Аккаунт, pt-BR: Conta}, example: mine}]
  origins: ["https://{account}.shop.test"]
actions:
  - name: order.get
    title: {en: Get an order, ru: Получить заказ, pt-BR: Obter pedido}
    about: {en: Reads it., ru: Читает его., pt-BR: Lê o pedido.}
    request: {url: "https://{{ connection.account }}.shop.test/orders"}
`

const format = "{name: format, kind: choice, title: {en: a, ru: a, pt-BR: a}, options: [{value: x, title: {en: a, ru: a, pt-BR: a}}]}"

func TestAServiceMayOnlySend(t *testing.T) {
	words := "{en: a, ru: a, pt-BR: a}"
	const head = "service: s\ntitle: S\nabout: {en: a, ru: a, pt-BR: a}\n"
	s, err := connector.Parse([]byte(head + "source: {title: " + words + ", help: " + words + ", with: {methods: [POST]}}"))
	if err != nil || !strings.Contains(string(s.Source.With), "POST") {
		t.Errorf("%+v %v", s, err)
	}
	if _, err := connector.Parse([]byte(head)); err == nil {
		t.Error("one that does nothing is taken")
	}
	if said := connector.Sentences([]connector.Service{s})["ru"]["service.s/source"]; said.Say != "a" || said.Try != "a" {
		t.Errorf("%+v", said)
	}
}

func TestAWrongDeclarationIsRefusedWithItsPlace(t *testing.T) {
	if _, err := connector.Parse([]byte(small)); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ from, to, says string }{
		{"service: shop", "service: My Shop", "/service"},
		{"title: Shop\n", "", "title"},
		{", pt-BR: Uma loja.", "", "pt-BR"},
		{"origins:", "origin:", "origin"},
		{"request: {url", "request: {adress", "adress"},
		{"https://{account}", "https://{acount}", "acount"},
		{"https://{account}", "http://{account}", "origins/0"},
		{"    request:", "    fields: [{name: a, title: {en: a, ru: a, pt-BR: a}, list: nowhere}]\n    request:", "nowhere"},
		{"service: shop", "service: [", ""},
		{"actions:", "axtions:", "axtions"},
		{"  origins:", "  as: oauth2\n  origins:", "oauth2"},
		{"  origins:", "  oauth2: {grant: password, token_url: \"https://x.test\"}\n  origins:", "oauth2"},
		{"  origins:", "  as: oauth2\n  oauth2: {grant: authorization_code, token_url: \"https://x.test\"}\n  origins:", "auth_url"},
		{"  origins:", "  as: oauth2\n  oauth2: {grant: password, token_url: \"https://{acount}.x.test\"}\n  origins:", "acount"},
		{"actions:", "busy: {when: true}\nactions:", "busy"},
		{"actions:", "source: {title: {en: a, ru: a, pt-BR: a}}\nactions:", "help"},
		{"    request:", "    fields: [{name: a, title: {en: a, ru: a, pt-BR: a}, kind: rows, fields: [{name: b, title: {en: a, ru: a, pt-BR: a}, list: nowhere}]}]\n    request:", "nowhere"},
		{"    request:", "    fields: [{name: a, title: {en: a, ru: a, pt-BR: a}, escape: {by: format, as: {}}}]\n    request:", "format"},
		{"    request:", "    fields: [" + format + ", {name: a, title: {en: a, ru: a, pt-BR: a}, escape: {by: format, as: {y: html}}}]\n    request:", "does not offer"},
	}
	for _, c := range cases {
		_, err := connector.Parse([]byte(strings.Replace(small, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.to, err)
		}
	}
}

func TestAFieldCannotSayAnotherHost(t *testing.T) {
	s, err := connector.Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Connection.OriginsOf(map[string]string{"account": "anna-1"})
	if err != nil || len(got) != 1 || got[0] != "https://anna-1.shop.test" {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "evil.test/", "evil.test#", "a@b", "a:1", "a b", "a?x"} {
		if got, err := s.Connection.OriginsOf(map[string]string{"account": bad}); err == nil {
			t.Errorf("%q gives %v", bad, got)
		}
	}
}

func TestAnOperatorsFolderAddsServices(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := connector.ReadFolder(dir)
	if err != nil || len(all) != 1 || all[0].Name != "shop" {
		t.Errorf("%v %v", all, err)
	}
	if _, err := connector.ReadFolder(filepath.Join(dir, "missing")); err == nil {
		t.Error("a folder that is not there is none")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = connector.Parse(raw) })
}
