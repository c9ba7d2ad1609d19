package clients_test

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"stanok/examples/standin"
)

func TestClientsOfTheServicesTakeTheStandInsForThem(t *testing.T) {
	bot := standin.NewTelegram(standin.TelegramOptions{Chats: []string{"42", "44"}})
	bitrix := standin.NewBitrix24(standin.Bitrix24Options{Burst: 50})
	amo := standin.NewAmoCRM(standin.AmoCRMOptions{})
	shop := standin.NewYooKassa(standin.YooKassaOptions{})
	// The sixth call of the bot is to wait.
	bot.Fail("/", 5, standin.Slow(0))
	bot.Wait(1, 7)
	secure := httptest.NewTLSServer(amo)
	t.Cleanup(secure.Close)
	asked := map[string]any{
		"telegram": map[string]string{"url": serve(t, bot), "token": bot.Token()},
		"bitrix24": map[string]string{"url": serve(t, bitrix) + bitrix.Path()},
		"amocrm":   map[string]string{"host": strings.TrimPrefix(secure.URL, "https://"), "client": "demo-client", "secret": "demo-client-secret", "code": amo.Code()},
		"payments": map[string]string{"url": serve(t, shop) + "/v3", "shop": shop.Shop(), "secret": shop.Secret()},
	}
	authority := filepath.Join(t.TempDir(), "authority.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	must(t, os.WriteFile(authority, certificate, 0o600))
	raw, err := json.Marshal(asked)
	must(t, err)
	var came map[string]json.RawMessage
	must(t, json.Unmarshal(node(t, raw, []string{"NODE_EXTRA_CA_CERTS=" + authority}, "use.mjs"), &came))
	for name, want := range map[string]string{
		"telegram": `{"me":"demo_bot","sent":"Имя: a < b","file":"c","missing":"400 Bad Request: chat not found ",` +
			`"marks":"400 Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\' ",` +
			`"wait":"429 Too Many Requests: retry after 7 7"}`,
		"bitrix24": `{"lead":1,"title":"Заявка","phone":"+7 900 555-01-01","deals":["Сделка 0","Сделка 1"],"missing":"400 Not found"}`,
		"amocrm": `{"account":"Demo","made":{"company_id":null,"contact_id":9200001,"id":8100001,"merged":false,"request_id":["0"]},"found":1,"nothing":"204 No Content",` +
			`"wrong":"{\"detail\":\"Request validation failed\",\"status\":400,\"title\":\"Bad Request\",\"type\":\"https://httpstatus.es/400\",\"validation-errors\":[{\"errors\":[{\"code\":\"NotSupportedChoice\",\"detail\":\"The value you selected is not a valid choice.\",\"path\":\"custom_fields_values.0.field_id\"}],\"request_id\":\"0\"}]}",` +
			`"tokens":["access-1","access-2"],"reused":"Token has been revoked"}`,
		"payments": `{"same":true,"status":"pending","link":true,"missing":"not_found"}`,
	} {
		if got := string(came[name]); got != want {
			t.Errorf("%s\n got %s\nwant %s", name, got, want)
		}
	}
}

// node runs one of the scripts and returns what it wrote.
func node(t *testing.T, input []byte, env []string, script string) []byte {
	t.Helper()
	run := exec.CommandContext(t.Context(), "node", script)
	run.Dir, run.Stdin, run.Stderr, run.Env = "js", bytes.NewReader(input), os.Stderr, append(os.Environ(), env...)
	out, err := run.Output()
	must(t, err)
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
