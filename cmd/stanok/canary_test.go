package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"stanok/engine"
)

// canary is a secret that would be known again in whatever dress.
func canary(name string) string { return "cAnArY-" + name + `-9"7\q+/=&%<z>~` }

// dresses are the forms in which a secret may have got out.
func dresses(secret string) map[string]string {
	quoted, _ := json.Marshal(secret)
	return map[string]string{
		"plain": secret, "base64": base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64url": base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"query":     url.QueryEscape(secret), "path": url.PathEscape(secret), "json": strings.Trim(string(quoted), `"`),
		"html": html.EscapeString(secret), "json in json": strings.ReplaceAll(strings.ReplaceAll(secret, `\`, `\\`), `"`, `\"`),
	}
}

// found lists the secrets that are in a text, and their dress.
func found(text string, secrets map[string]string) (hits []string) {
	for name, secret := range secrets {
		for dress, s := range dresses(secret) {
			if strings.Contains(text, s) {
				hits = append(hits, name+" in "+dress)
			}
		}
	}
	return hits
}

// echo answers all that it was told, in headers and body, and fails as asked.
func echo(t *testing.T, heard *buffer) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, values := range r.Header {
			for _, v := range values {
				w.Header().Add("Echo-"+name, v)
			}
		}
		w.Header().Set("Echo-Address", r.URL.String())
		said, _ := json.Marshal(map[string]any{"address": r.URL.String(), "path": r.URL.Path, "query": r.URL.Query(), "header": r.Header, "body": string(body)})
		_, _ = heard.Write(said)
		fmt.Fprint(heard, r.Header, r.URL, string(body))
		switch {
		case strings.HasPrefix(r.URL.Path, "/bad"):
			w.WriteHeader(http.StatusUnprocessableEntity)
		case strings.HasPrefix(r.URL.Path, "/away"):
			http.Redirect(w, r, "/elsewhere?"+url.QueryEscape(string(said)), http.StatusFound)
			return
		}
		_, _ = w.Write(said)
	}))
	t.Cleanup(s.Close)
	return s
}

// leaky is a document that sends a connection's secret everywhere and fails in
// every way.
func leaky(name, address, closed, path, body string) string {
	step := func(id, method, base, more string) string {
		return fmt.Sprintf(`
  - id: %s
    type: http.request
    on_error: continue
    retry: {attempts: 1}
    with:
      method: %s
      connection: %s
      url: "%s%s"
      %s`, id, method, name, base, path, more)
	}
	sent := "body: {kind: json, from: {told: \"" + body + "\"}}"
	return "format: 1\nname: Leaky " + name + "\nsource: {type: webhook, with: {methods: [POST], answer: {when: finished}}}\nactions:" +
		step("good", "POST", address+"/good", sent) +
		step("got", "GET", address+"/good", "") +
		step("bad", "POST", address+"/bad", sent) +
		step("away", "GET", address+"/away", "") +
		step("moved", "POST", address+"/away", sent) +
		step("refused", "POST", address+"/good", sent+"\n      success: {status: 2xx, when: answer.status == 0, message: \"{{ answer.body }}\"}") +
		step("nobody", "GET", closed, "") +
		step("wrong", "GET", address+"/good", "headers: {\"X-Told\": \""+body+"{{ source.body }}\"}") + `
  - id: parsed
    type: json.parse
    on_error: continue
    with: {from: "{{ good.body }}", fields: [{name: header, path: header}, {name: absent, path: absent, missing: fail}]}
` + step("last", "POST", address+"/good", sent+"\n      success: {status: 2xx, when: answer.status == 0, message: \"{{ answer.body }}\"}")
}

func TestNoSecretIsEverSeenAgain(t *testing.T) {
	heard := &buffer{}
	service, post := echo(t, heard), newPost(t, nil)
	closed := "http://" + freed(t)
	in := start(t, variables{
		"STANOK_SMTP_URL": "smtp://" + post.address + "?tls=none", "STANOK_ADMIN_EMAIL": "owner@example.test", "STANOK_LOG_FORMAT": "json",
	})
	secrets, answers := map[string]string{}, []string{}
	put := func(name, kind string, fields, kept map[string]string) (id string) {
		return in.connect(map[string]any{"name": name, "type": kind, "origins": []string{service.URL, closed}, "fields": fields, "secrets": kept})
	}
	run := func(id, name, path, body string) {
		in.json(http.StatusOK, "POST", "/connections/"+id+"/test", "", nil)
		document := strings.Replace(leaky(name, service.URL, closed, path, body), "id: last\n    type: http.request\n    on_error: continue", "id: last\n    type: http.request", 1)
		said := api{t, in.deploy(document).Link, ""}.do("POST", "", "{\n}")
		answers = append(answers, said.body)
		var refusal struct{ Error struct{ Operation string } }
		if err := json.Unmarshal([]byte(said.body), &refusal); err != nil || said.StatusCode != http.StatusBadGateway {
			t.Fatalf("%s: the link answered %d: %s", name, said.StatusCode, said.body)
		}
		op := in.finished(refusal.Error.Operation)
		if op.State != "failed" || len(op.Steps) != 10 {
			t.Errorf("%s: the operation is %s after %d steps: %+v", name, op.State, len(op.Steps), op.Failure)
		}
	}
	add := func(name, kind, secret string, fields map[string]string, path, body string) {
		secrets[name] = canary(name)
		run(put(name, kind, fields, map[string]string{secret: secrets[name]}), name, path, body)
	}
	add("inheader", "header", "value", map[string]string{"header": "X-Key", "prefix": "Key "}, "", "x")
	add("inquery", "query", "value", map[string]string{"param": "key"}, "", "x")
	add("basic", "basic", "password", map[string]string{"username": "me"}, "", "x")
	add("bearer", "bearer", "token", nil, "", "x")
	add("inpath", "fields", "key", nil, "/{{ connection.key }}/x?also={{ connection.key }}", "x")
	add("inbody", "fields", "key", nil, "", "it is {{ connection.key }}")
	issuer := newIssuer(t, secrets)
	run(put("client", "oauth2", issuer.fields("client_credentials"), issuer.secret()), "client", "", "it is {{ connection.access_token }}")
	person := put("person", "oauth2", issuer.fields("authorization_code"), issuer.secret())
	in.signIn(person, issuer)
	run(person, "person", "", "it is {{ connection.access_token }}")
	key := testKey(t)
	secrets["certificate's key"] = strings.Split(key.private, "\n")[1]
	cert := put("certificate", "certificate", map[string]string{"certificate": key.public}, map[string]string{"key": key.private})
	run(cert, "certificate", "", "x")
	secrets["basic pair"] = "me:" + secrets["basic"]
	in.eventually("nine letters come", func() bool { return len(post.letters()) == 9 })

	for name := range secrets {
		if name == "certificate's key" || name == "client secret" || strings.HasPrefix(name, "refresh") || strings.HasPrefix(name, "code") {
			continue // the service never hears of them
		}
		if len(found(heard.String(), map[string]string{name: secrets[name]})) == 0 {
			t.Errorf("%s was never sent", name)
		}
	}
	if n := strings.Count(in.log.String(), "operation ended"); n != 9 {
		t.Errorf("the log tells of %d operations", n)
	}
	look := func(where, text string) {
		if hits := found(text, secrets); len(hits) > 0 {
			t.Errorf("%s holds %q", where, hits)
		}
	}
	look("the log", in.log.String())
	look("the start screen", in.out.String())
	for _, id := range []string{person, cert} {
		look("the page of a connection", in.do("GET", "/connections/"+id, "", "Accept", "text/html").body)
	}
	look("an answer to a sender", strings.Join(answers, "\n"))
	for _, letter := range post.letters() {
		look("a letter", letter)
	}
	for _, role := range []engine.Role{engine.Viewer, engine.Operator, engine.Owner} {
		for path, body := range in.walk(in.tokenOf(role)) {
			look(string(role)+" at "+path, body)
		}
	}
	file := filepath.Join(t.TempDir(), "b")
	invoke(in.environment(), "backup", file).want(t, exitDone)
	look("the backup", unzipped(t, file))
	plant(t, in.data, secrets, func() string { return folder(t, in.data) })
	look("the data folder", folder(t, in.data))
}

// plant proves that the search finds each secret in each dress.
func plant(t *testing.T, data string, secrets map[string]string, read func() string) {
	t.Helper()
	for name, secret := range secrets {
		for dress, s := range dresses(secret) {
			path := filepath.Join(data, "planted")
			if err := os.WriteFile(path, []byte("before"+s+"after"), 0o600); err != nil {
				t.Fatal(err)
			}
			if len(found(read(), map[string]string{name: secret})) == 0 {
				t.Errorf("the search does not find %s in %s", name, dress)
			}
			_ = os.Remove(path)
		}
	}
}

// folder is all that is in a folder's files.
func folder(t *testing.T, path string) string {
	t.Helper()
	var all bytes.Buffer
	err := fs.WalkDir(os.DirFS(path), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(path, name))
		all.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func unzipped(t *testing.T, path string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	raw, err := fs.ReadFile(z, storeFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// walk reads every address of the API that there is, as it is described.
func (in *instance) walk(token string) map[string]string {
	in.t.Helper()
	var description struct{ Paths map[string]map[string]any }
	in.json(http.StatusOK, "GET", "/openapi.json", "", &description)
	bodies := map[string]string{}
	for path, methods := range description.Paths {
		short, ours := strings.CutPrefix(path, "/api/v1")
		if methods["get"] == nil || !ours || short == "/events" {
			continue
		}
		for _, full := range in.named(short) {
			bodies[full] = in.as(token).do("GET", "/api/v1"+full, "").body
		}
	}
	if len(bodies) < 20 {
		in.t.Errorf("only %d addresses were read", len(bodies))
	}
	return bodies
}

// named fills in a path for each thing there is.
func (in *instance) named(path string) (all []string) {
	in.t.Helper()
	before, after, one := strings.Cut(path, "/{id}")
	if !one {
		return []string{path}
	}
	var list struct{ Items []struct{ ID string } }
	in.json(http.StatusOK, "GET", before, "", &list)
	for _, item := range list.Items {
		all = append(all, before+"/"+item.ID+after)
	}
	return all
}

var escaped = regexp.MustCompile(`=\r?\n|=[0-9A-F]{2}`)

// decoded is a letter as it came, and with its escapes undone.
func decoded(raw []byte) string {
	return string(raw) + escaped.ReplaceAllStringFunc(string(raw), func(s string) string {
		b, _ := hex.DecodeString(s[1:]) // nothing of a soft line break
		return string(b)
	})
}
