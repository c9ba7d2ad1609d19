package trial_test

import (
	"encoding/json"
	"testing"

	"stanok/engine"
	"stanok/engine/eval"
)

func TestASampleIsChangedWithoutItsSecretsBeingSeen(t *testing.T) {
	w := newWorld(t)
	for _, tc := range []struct{ label, body, shown, changed, want string }{
		{
			"application/x-www-form-urlencoded", "r_id=1&api_token=s3cret-t0ken&who[name]=A",
			`{"api_token":"•••","r_id":"1","who":{"name":"A"}}`,
			`{"api_token":"•••","r_id":"2","who":{"name":"B"}}`, `{"api_token":"s3cret-t0ken","r_id":"2","who":{"name":"B"}}`,
		},
		{
			"application/json", `{"r_id":1,"all":[{"password":1234},{"note":"•••"}]}`,
			`{"all":[{"password":"•••"},{"note":"•••"}],"r_id":1}`,
			`{"all":[{"password":"•••"},{"note":"new"},{"password":"•••"}],"r_id":1}`, `{"all":[{"password":1234},{"note":"new"},{"password":"•••"}],"r_id":1}`,
		},
		{
			"application/json", `{"text":"{\"password\":\"in-a-text\"}","r_id":1}`,
			`{"r_id":1,"text":"{\"password\":\"•••\"}"}`,
			`{"r_id":2,"text":"{\"password\":\"•••\"}"}`, `{"r_id":2,"text":"{\"password\":\"in-a-text\"}"}`,
		},
	} {
		p := w.create(plainDraft)
		w.send(p, tc.label, tc.body)
		k := w.known(p)
		shown, ok := k.Input()
		if got := string(eval.Append(nil, shown)); !ok || got != tc.shown {
			t.Errorf("%s is shown as %s", tc.body, got)
		}
		input, _ := engine.Decode(json.RawMessage(tc.changed)).(map[string]any)
		if got := string(eval.Append(nil, k.Unmasked(input))); got != tc.want {
			t.Errorf("%s becomes %s, want %s", tc.changed, got, tc.want)
		}
	}
	if _, ok := w.known(w.create(plainDraft)).Input(); ok {
		t.Error("without a sample there is something to change")
	}
}
