package trial_test

import (
	"encoding/json"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/trial"
)

// Whatever is typed into a field, nothing of a secret is shown, nothing is too
// long, and what is wrong is said of that field.
func FuzzFields(f *testing.F) {
	w := newWorld(f)
	p := w.create(strings.Replace(plainDraft, `with: {url: "https`, `with: {connection: uon, url: "https`, 1))
	w.json(p, `{"v": "x", "n": 5, "list": [{"id": 1}], "my_token": "t0p-s3cret", "deep": {"password": ["t0p-s3cret", 1]}}`)
	k := w.known(p)
	for _, src := range []string{
		"", "{{", "{{ connection.key }}", "{{ upper(connection.key) }}", "{{ source }}", "{{ source.json.deep }}", "{{ hash(connection.key) }}",
		"{{ source.json.my_token[0:3] }}", `{"a": {{ connection }}}`, `{"from": "{{ source.json }}", "fields": [{"name": "a", "path": "$..*"}]}`,
		"{{ map(source.json.list, #.id) }}", "{{ note.a }} {{ nobody.x }}", `[{"$each": "{{ source.json.list }}", "$item": {{ row }}}]`, "\xff{{ \xff }}",
		"https://{{ connection.address }}/{{ connection.key }}", `{{ split_list(connection.key, "3") }}`, "json(connection) == 1",
	} {
		for place := range uint8(10) {
			f.Add(src, place)
		}
	}
	places := []trial.Place{
		trial.PlainPlace, trial.URLPlace, trial.QueryPlace, trial.FormPlace, trial.HeaderPlace, trial.MailPlace, trial.HTMLPlace,
		trial.ValuePlace, trial.Condition, trial.JSONPlace,
	}
	f.Fuzz(func(t *testing.T, src string, which uint8) {
		place := places[int(which)%len(places)]
		pre := k.Preview("get", "with.url", place, src)
		composed := k.Compose("get", "with.body.from", src)
		composed.Value = nil
		parsed := k.Parse("get", json.RawMessage(src))
		parsed.Value = nil
		chips := k.Chips("get", "with.url", place, src)
		for _, problem := range []*engine.Problem{pre.Problem, composed.Problem} {
			if problem != nil && (problem.Code == "internal" || problem.Code == "" || problem.Node != "get" || !strings.HasPrefix(problem.Field, "with.")) {
				t.Errorf("%q at %s: %+v", src, place, problem)
			}
		}
		for _, answer := range []any{pre, composed, parsed, chips} {
			shown, err := json.Marshal(answer)
			if err != nil || len(shown) > 400_000 {
				t.Errorf("%q at %s: %d bytes, %v", src, place, len(shown), err)
			}
			for _, secret := range []string{"t0p-", "uon-s3"} {
				if strings.Contains(strings.ToLower(string(shown)), secret) && !strings.Contains(strings.ToLower(src), secret) {
					t.Errorf("%q at %s: %s", src, place, shown)
				}
			}
		}
	})
}
