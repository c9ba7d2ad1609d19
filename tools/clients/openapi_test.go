package clients_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
)

// With -record, what the client asks is what the actions are held against from
// then on.
var record = flag.Bool("record", false, "write down what swagger-client asks")

// described are the descriptions that the actions are held against, too.
const described = "../../actions/testdata/foreign/"

func TestWhatSwaggerClientAsksIsAsItWasRecorded(t *testing.T) {
	var texts []string
	for _, name := range []string{"travel.yaml", "shop.yaml"} {
		text, err := os.ReadFile(described + name)
		must(t, err)
		texts = append(texts, string(text))
	}
	raw, err := json.Marshal(texts)
	must(t, err)
	asks := node(t, raw, nil, "openapi.mjs")
	if *record {
		must(t, os.WriteFile(described+"openapi.json", asks, 0o644))
	}
	was, err := os.ReadFile(described + "openapi.json")
	must(t, err)
	if string(asks) != string(was) {
		t.Errorf("it asks\n%s", asks)
	}
}
