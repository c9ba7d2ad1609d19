package trial_test

import (
	"encoding/json"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/trial"
)

// TestTheExampleIsFilledInStepByStep goes the way of a person who builds the
// processing of the instruction: a notification comes, the request is asked for,
// its fields are picked, the lead is composed and sent.
func TestTheExampleIsFilledInStepByStep(t *testing.T) {
	w := newWorld(t)
	p := w.create(example(t, "request.yaml"))
	w.form(p, strings.TrimSpace(example(t, "events/request-created.form.txt"))) // before the draft was ever started

	samples, err := w.desk.Samples(t.Context(), w.known(p))
	w.need(err)
	if len(samples) != 1 || samples[0].Method != "POST" || samples[0].Params[0] != (trial.Param{Name: "r_id", Text: "4821"}) || samples[0].Params[1].Name != "type_id" {
		t.Fatalf("samples %+v", samples)
	}
	k := w.known(p)
	if len(k.Problems) > 0 || k.Sample.ID != samples[0].ID {
		t.Fatalf("problems %v, sample %+v", k.Problems, k.Sample)
	}

	// The address shows where the request goes, and not the key.
	pre := k.Preview("request", "with.url", trial.URLPlace, text(config(k, "request"), "url"))
	if want := w.origins["uon"] + "/•••/request/4821.json"; pre.Text != want || pre.Problem != nil {
		t.Errorf("the address is %q, %v; want %q", pre.Text, pre.Problem, want)
	}
	if got := names(k.Groups("request")); got != "pause source connection" {
		t.Errorf("request sees %s", got)
	}
	if got := k.Missing("lead"); len(got) != 2 || got[0] != "request" || got[1] != "fields" {
		t.Errorf("missing before lead: %v", got) // account asks for nothing, so it is known
	}
	if sends := k.Sends("request"); len(sends) != 0 {
		t.Errorf("a GET sends at once: %+v", sends)
	}

	// Step 2 alone.
	if op := w.try(p, trial.Try{Node: "request"}); op.State != engine.Succeeded {
		t.Fatalf("request %s: %+v", op.State, op.Failure)
	}
	k = w.known(p)
	tree := w.tree(k, "fields", "request")
	row, ok := tree.Row(`["json"]["request"][0]["id"]`)
	if !ok || row.Ref != "request.json.request[0].id" || row.Preview != "4821" {
		t.Fatalf("the id is %+v", row)
	}
	path, ok := tree.Worth()
	fields, _ := tree.Fields(path, nil)
	if !ok || path != `["json"]["request"][0]` || len(fields) < 16 {
		t.Errorf("worth picking is %s with %d fields", path, len(fields))
	}
	for _, f := range fields {
		if !strings.HasPrefix(f.Path, path) || f.Name == "" {
			t.Errorf("field %+v", f)
		}
	}

	// What it gives is known before anyone tests it.
	if out, ok := k.Output("fields"); !ok || !out.Same {
		t.Errorf("fields gives %+v", out)
	} else if text, _, _ := (trial.Tree{Root: out.Value()}).Copy(`["id"]`); text != "4821" {
		t.Errorf("fields gives the id %q", text)
	}

	// The parser's rows.
	parsed := k.Parse("fields", config(k, "fields"))
	if parsed.Problem != nil || len(parsed.Rows) != 29 {
		t.Fatalf("%v, %d rows", parsed.Problem, len(parsed.Rows))
	}
	for _, r := range parsed.Rows {
		if r.Missing || r.Problem != nil {
			t.Errorf("row %+v", r)
		}
	}
	if r := parsed.Rows[0]; r.Name != "id" || r.Path != `["request"][0]["id"]` || r.Preview != "4821" {
		t.Errorf("the first row is %+v", r)
	}

	// Steps 3 to 5 in order, without a second GET.
	if op := w.try(p, trial.Try{Node: "lead", Until: true}); op.State != engine.Succeeded {
		t.Fatalf("lead %s: %+v", op.State, op.Failure)
	}
	k = w.known(p)
	out, ok := k.Output("lead")
	composed := k.Compose("lead", "with.template", text(config(k, "lead"), "template"))
	gave, _ := out.Value().(map[string]any)
	if !ok || !out.Same || !out.Test || gave["json"] != composed.Text || composed.Problem != nil || !json.Valid([]byte(composed.Text)) {
		t.Errorf("composed %s, %v\nran %v", composed.Text, composed.Problem, gave["json"])
	}
	if left := k.Missing("send"); len(left) != 0 {
		t.Errorf("missing before send: %v", left)
	}
	for _, c := range k.Checks() {
		if !c.Hint {
			t.Errorf("check %+v", c)
		}
	}

	// The POST names its host, and is only pretended first.
	sends := k.Sends("send")
	if len(sends) != 1 || sends[0].Method != "POST" || "http://"+sends[0].Host != w.origins["envybox"] || sends[0].Effect != engine.Once {
		t.Errorf("sends %+v", sends)
	}
	if op := w.try(p, trial.Try{Node: "send", Pretend: true}); op.Failure != nil && w.envybox.Created() != 0 {
		t.Errorf("pretended: %s %+v, %d leads", op.State, op.Failure, w.envybox.Created())
	}
	if op := w.try(p, trial.Try{Node: "send"}); op.State != engine.Succeeded || w.envybox.Created() != 1 {
		t.Fatalf("send %s %+v, %d leads", op.State, op.Failure, w.envybox.Created())
	}

	// The whole, with the answer of before in place of another lead.
	op, err := w.desk.Rehearse(t.Context(), ws, p, trial.Rehearsal{Pretend: []engine.NodeID{"send"}})
	w.need(err)
	if op = w.ended(op); op.State != engine.Succeeded || w.envybox.Created() != 1 {
		t.Errorf("rehearsed %s %+v, %d leads", op.State, op.Failure, w.envybox.Created())
	}
	if list, _ := w.desk.Samples(t.Context(), w.known(p)); len(list) != 1 {
		t.Errorf("tests with a sample are not samples of their own: %+v", list)
	}
	page, err := w.desk.Store.FindOperations(t.Context(), ws, engine.OperationQuery{Processing: p.ID})
	if w.need(err); len(page.Operations) != 1 {
		t.Errorf("%d operations in lists, want the one that came", len(page.Operations))
	}
}

func names(groups []trial.Group) string {
	var all []string
	for _, g := range groups {
		all = append(all, g.Name)
	}
	return strings.Join(all, " ")
}

// No secret of a connection is anywhere in what the editor is shown.
func TestSecretsOfConnectionsAreNotThere(t *testing.T) {
	w := newWorld(t)
	p := w.create(example(t, "request.yaml"))
	w.form(p, strings.TrimSpace(example(t, "events/request-created.form.txt")))
	w.try(p, trial.Try{Node: "send", Until: true})
	k := w.known(p)
	for _, src := range []string{"{{ connection.key }}", "{{ connection }}", "{{ upper(connection.key) }}", `{{ connection.key + "x" }}`, "{{ [connection] }}"} {
		for _, place := range []trial.Place{trial.PlainPlace, trial.URLPlace, trial.HeaderPlace, trial.HTMLPlace, trial.ValuePlace} {
			p := k.Preview("request", "with.url", place, src)
			if p.Problem == nil && !strings.Contains(p.Text, "•••") || strings.Contains(strings.ToLower(p.Text), "s3cret") || strings.Contains(strings.ToLower(p.Text), "s3cr3t") {
				t.Errorf("%s at %s: %+v", src, place, p)
			}
		}
	}
	for _, at := range []engine.NodeID{"request", "send"} {
		tree := w.tree(k, at, "connection")
		tree.Reveal = true
		b, _ := tree.Branch("", 0)
		all, _ := json.Marshal(b)
		copied, _, _ := tree.Copy("")
		if strings.Contains(string(all)+copied, "s3cr") || !strings.Contains(string(all), "•••") || !strings.Contains(copied, "•••") {
			t.Errorf("%s sees %s, copies %s", at, all, copied)
		}
	}
	c := k.Compose("send", "with.body.from", `{"a": {{ connection }}, "b": "x{{ connection.api_key }}", "{{ connection.api_key }}": 1}`)
	if c.Problem != nil || strings.Contains(c.Text, "s3cr") || !strings.Contains(c.Text, `"b":"x•••"`) {
		t.Errorf("%+v", c)
	}
	shown, _ := json.Marshal([]any{c.Value, k.Sends(), k.Checks(), k.Chips("request", "with.url", trial.URLPlace, "{{ connection.key }}{{ connection.address }}")})
	if strings.Contains(string(shown), "s3cr") {
		t.Errorf("%s", shown)
	}
}
