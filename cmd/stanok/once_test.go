package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"stanok/examples/standin"
)

const broken = `format: 1
name: Broken
source:
  type: webhook
actions:
  - id: one
    type: http.request
    with:
      method: GET
      url: "{{ later.body }}"
      colour: red
  - id: later
    type: json.parse
    with: {from: "{{ one.body }}"}
`

func TestEveryProblemOfADocumentHasItsPlaceAndASentence(t *testing.T) {
	file := write(t, "broken.yaml", broken)
	for language, want := range map[string][]string{
		"": {
			"10:16: one.with.url: This value is not ready yet here: “later” runs later. Move that action above this one, or use another value.",
			"11:15: one.with.colour: There is no field “colour” here. Correct the name, or remove the field.",
			"14:5: later.with.fields: The field “fields” must be filled in. Fill it in.",
		},
		"ru_RU.UTF-8": {
			"10:16: one.with.url: Это значение здесь ещё не готово: «later» выполняется позже. Поставьте то действие выше этого или возьмите другое значение.",
			"11:15: one.with.colour: Поля «colour» здесь нет. Исправьте имя или уберите поле.",
			"14:5: later.with.fields: Поле «fields» нужно заполнить. Заполните его.",
		},
		"pt_BR.UTF-8": {
			"10:16: one.with.url: Este valor ainda não está pronto aqui: “later” roda depois. Coloque aquela ação acima desta, ou use outro valor.",
			"11:15: one.with.colour: Não existe o campo “colour” aqui. Corrija o nome, ou retire o campo.",
			"14:5: later.with.fields: O campo “fields” precisa ser preenchido. Preencha.",
		},
	} {
		got := invoke(variables{"LANG": language}, "validate", file)
		if all := file + ":" + strings.Join(want, "\n"+file+":") + "\n"; got.code != exitUsage || got.out != all {
			t.Errorf("%q: exit code %d and\n%s\nwant\n%s", language, got.code, got.out, all)
		}
	}
	invoke(nil, "validate", write(t, "x.yaml", "format: 1\nname: a: b\n")).want(t, exitUsage, "x.yaml:2:")
	invoke(nil, "run", file).want(t, exitUsage, file+":11:15: ")
}

func TestTheExamplesHaveNoProblems(t *testing.T) {
	files := exampleDocuments(t)
	invoke(nil, append([]string{"validate"}, files...)...).want(t, exitDone)
}

// exampleDocuments are the documents of all templates.
func exampleDocuments(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../examples/*/*.yaml")
	files = slices.DeleteFunc(files, func(name string) bool { return filepath.Base(name) == "template.yaml" })
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	return files
}

// example is the bundled document, and connections to stand-ins for it.
type example struct {
	uon         *standin.UON
	envybox     *standin.Envybox
	file        string
	connections string
}

func newExample(t *testing.T) example {
	t.Helper()
	e := example{uon: standin.NewUON(standin.UONOptions{}), envybox: standin.NewEnvybox(standin.EnvyboxOptions{})}
	e.file = "../../examples/uon-envybox/request.yaml"
	var urls []string
	for _, front := range []*standin.Front{e.uon.Front, e.envybox.Front} {
		server, err := standin.Serve(front, "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		urls = append(urls, server.URL)
	}
	e.connections = write(t, "connections.yaml", fmt.Sprintf(`
- {name: uon, type: fields, origins: [%[1]q], fields: {address: %[1]q}, secrets: {key: %[2]q}}
- {name: envybox, type: fields, origins: [%[3]q], fields: {address: %[3]q}, secrets: {api_key: %[4]q}}
`, urls[0], e.uon.Key(), urls[1], e.envybox.APIKey()))
	return e
}

func (e example) run(more ...string) ended {
	return invoke(variables{"STANOK_ALLOW_NETWORKS": "127.0.0.0/8"},
		append([]string{"run", e.file, "--connections", e.connections}, more...)...)
}

func TestRunWorksADocumentWithoutAServer(t *testing.T) {
	e := newExample(t)
	e.run("--input", `{"r_id": "4821"}`).want(t, exitDone, "succeeded", "2. done       Get the request from U-ON (http.request)", "6. done ")
	if leads := e.envybox.Leads(); len(leads) != 1 {
		t.Fatalf("there are %d leads", len(leads))
	}
	got := e.run("--input", "@"+write(t, "input.json", `{"r_id": "4822"}`), "--json")
	got.want(t, exitDone)
	var op shown
	if err := json.Unmarshal([]byte(got.out), &op); err != nil || op.State != "succeeded" || len(op.Steps) != 6 {
		t.Errorf("%v: %s", err, got.out)
	}
	e.run("--pretend", "--input", `{"r_id": "4823"}`).want(t, exitDone, "succeeded")
	if n := e.envybox.Created(); n != 2 {
		t.Errorf("there are %d leads after a pretended one", n)
	}
	e.uon.Remove(standin.UONRequest, "4824")
	e.run("--input", `{"r_id": "4824"}`).want(t, exitFailed, "failed", "status 404")
}

func TestALaterActionCanPassOnWhyOneFailed(t *testing.T) {
	file := write(t, "excused.yaml", `format: 1
name: excused
source: {type: manual}
actions:
  - id: data
    type: json.parse
    on_error: continue
    with: {from: "<html>", fields: [{name: a, path: a}]}
  - id: told
    type: set
    with: {values: {why: "{{ data.error.message }}", code: "{{ data.error.code }}"}}
`)
	for language, want := range map[string]string{
		"":      "A web page came instead of data.",
		"ru":    "Вместо данных пришла веб-страница.",
		"pt-BR": "Veio uma página da web em vez de dados.",
	} {
		got := invoke(variables{"STANOK_LANGUAGE": language}, "run", file, "--json")
		got.want(t, exitDone, `"code":"parse.not_json"`, `"why":"`+want)
	}
}

func TestRunSaysWhatIsWrongWithItsArguments(t *testing.T) {
	e := newExample(t)
	for _, args := range [][]string{
		{"--input", "{"}, {"--input", "[]"}, {"--input", "{}"}, {"--input", "@/nowhere"},
		{"--input", `{"r_id":"1"}`, "--connections", "/nowhere"}, {"--input", `{"r_id":"1"}`, "--connections", e.file},
		{"--input", `{"r_id":"1"}`, "--connections", write(t, "c.yaml", "- {name: uon, type: telepathy}")},
	} {
		e.run(args...).want(t, exitUsage, "stanok: ")
	}
	invoke(variables{"STANOK_ALLOW_NETWORKS": "127.0.0.0/8"}, "run", e.file, "--input", `{"r_id":"1"}`).
		want(t, exitFailed, "no connection with the name “uon”")
}

func TestRunSaysThatItWaitsAndEndsWithASignal(t *testing.T) {
	e := newExample(t)
	e.uon.Fail("", -1, standin.Answer(503, "{}"))
	child := exec.Command(os.Args[0], "run", e.file, "--connections", e.connections, "--input", `{"r_id": "4821"}`)
	child.Env = append(clean(os.Environ()), asProgram+"=1", "STANOK_ALLOW_NETWORKS=127.0.0.0/8")
	var out, err buffer
	child.Stdout, child.Stderr = &out, &err
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() { _ = child.Wait(); close(over) }()
	api{t: t}.eventually("it says that it waits", func() bool { return strings.Contains(err.String(), "waiting until ") })
	_ = child.Process.Signal(syscall.SIGINT)
	await(t, over, "its end")
	if code := child.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(out.String(), "waiting") {
		t.Errorf("exit code %d:\n%s%s", code, out.String(), err.String())
	}
	if said := err.String(); !strings.Contains(said, "status 503") || strings.Count(said, "waiting until ") > 3 {
		t.Errorf("it said:\n%s", said)
	}
}

func TestTheDemonstrationShowsAllAndEnds(t *testing.T) {
	env := variables{"STANOK_LISTEN": "127.0.0.1:0", "STANOK_SECRET_KEY_FILE": "/nowhere", "STANOK_PUBLIC_URL": "https://elsewhere.example"}
	got := invoke(env, "demo", "--once")
	got.want(t, exitDone, "request 4821 was created", "6. done       Create the lead in Envybox (http.request)", "← Envybox has lead",
		"✗ The service 127.0.0.1:", "✉ A letter came to owner@example.test", "Subject: ", "with the token")
	if n := strings.Count(got.out, "← Envybox has lead"); n != len(demoRequests) {
		t.Errorf("there are %d leads", n)
	}
}
