package main

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"stanok/engine"
	"stanok/store/memory"
)

const quick = `
format: 1
name: Быстро – быстрее
source: {type: webhook, with: {methods: [POST]}}
actions:
  - id: note
    type: set
    with: {values: {n: "{{ source.body }}"}}
`

func (in *instance) environment() variables {
	return variables{"STANOK_URL": in.url, "STANOK_TOKEN": adminToken, "STANOK_DATA": in.data}
}

func TestWhatIsExportedImportsAsTheSame(t *testing.T) {
	in := start(t, nil)
	env := in.environment()
	for _, file := range append(exampleDocuments(t), write(t, "quick.yaml", quick)) {
		first := invoke(env, "export", idOf(t, invoke(env, "import", file)))
		again := invoke(env, "export", idOf(t, invoke(env, "import", write(t, "again.yaml", first.out))))
		if first.out == "" || first.out != again.out {
			t.Errorf("%s: first\n%s\nthen\n%s", file, first.out, again.out)
		}
	}
	invoke(env, "import", write(t, "bad.yaml", "name: [")).want(t, exitUsage, "bad.yaml: ")
	invoke(env, "import", "/nowhere.yaml").want(t, exitUsage, "/nowhere.yaml")
	invoke(env, "export", "none").want(t, exitFailed, "There is no such processing")
	invoke(env, "export", "../connections").want(t, exitFailed, "../connections: ")
}

func idOf(t *testing.T, imported ended) string {
	t.Helper()
	imported.want(t, exitDone, " problems") // 0, or 1 for a table that is not there
	id, _, _ := strings.Cut(imported.out, " ")
	return id
}

func TestAClientIsToldWhyTheServerRefusedOrWasNotThere(t *testing.T) {
	in := start(t, nil)
	env, file := in.environment(), write(t, "quick.yaml", quick)
	backup := filepath.Join(t.TempDir(), "b")
	for _, one := range []struct{ name, value, says string }{
		{"STANOK_TOKEN", "wrong", "You are not signed in, or the token is not valid."},
		{"STANOK_TOKEN", in.tokenOf(engine.Viewer), "Your rights are not enough"},
		{"STANOK_URL", "http://" + takenAddress(t) + "0", "stanok: "},
		{"STANOK_URL", "http://127.0.0.1:1", "does not answer"},
		{"LANG", "ru_RU.UTF-8", ""},
	} {
		env := in.environment()
		env[one.name] = one.value
		if one.name == "LANG" {
			env["STANOK_TOKEN"], one.says = "wrong", "Вы не вошли"
		}
		invoke(env, "import", file).want(t, exitFailed, one.says)
		invoke(env, "backup", backup).want(t, exitFailed, one.says)
	}
	env["STANOK_TOKEN"] = "wrong"
	invoke(env, "export", "x").want(t, exitFailed, "not signed in")
	if _, err := os.Lstat(backup); err == nil {
		t.Error("there is a backup")
	}
}

func TestABackupUnderLoadHasAllThatWasAcknowledged(t *testing.T) {
	in := start(t, nil)
	k := newSink(t)
	close(k.release)
	in.connect(map[string]any{
		"name": "keyed", "type": "bearer", "origins": []string{k.URL}, "secrets": map[string]string{"token": "secret-of-the-sink"},
	})
	keyed := in.deploy(strings.Replace(gated(k, "accepted"), "method: GET", "method: GET, connection: keyed", 1))
	p := in.deploy(quick)
	var acknowledged []string
	for range 20 {
		acknowledged = append(acknowledged, in.send(p.Link, "before"))
	}
	stop := make(chan struct{})
	var load sync.WaitGroup
	for range 2 {
		load.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					in.send(p.Link, "meanwhile")
				}
			}
		})
	}
	file := filepath.Join(t.TempDir(), "stanok.backup")
	got := invoke(in.environment(), "backup", "--with-key", file)
	close(stop)
	load.Wait()
	got.want(t, exitDone, file)
	invoke(in.environment(), "backup", file).want(t, exitFailed, "exists already")

	data := filepath.Join(t.TempDir(), "restored")
	invoke(nil, "restore", file, "--data", data).want(t, exitDone, data)
	invoke(nil, "restore", file, "--data", data).want(t, exitFailed, "exists already")
	downloaded := filepath.Join(t.TempDir(), "downloaded.zip")
	if err := os.WriteFile(downloaded, []byte(in.do("GET", "/api/v1/backup", "").body), 0o600); err != nil {
		t.Fatal(err)
	}
	invoke(nil, "restore", downloaded, "--data", filepath.Join(t.TempDir(), "elsewhere"), "--secret-key-file", filepath.Join(in.data, "secret.key")).want(t, exitDone, "restored")
	other := start(t, variables{"STANOK_DATA": data})
	for _, id := range acknowledged {
		if op := other.finished(id); op.State != "succeeded" {
			t.Errorf("operation %s is %s", id, op.State)
		}
	}
	var op struct{ ID string }
	other.json(http.StatusAccepted, "POST", "/processings/"+keyed.ID+"/operations", "{}", &op)
	if op := other.finished(op.ID); op.State != "succeeded" {
		t.Errorf("with the restored key the operation is %s: %+v", op.State, op.Failure)
	}
}

func TestABackupOfAFolderWithoutTheKeyAsksForIt(t *testing.T) {
	in := start(t, nil)
	id := in.send(in.deploy(quick).Link, "x")
	in.finished(id)
	file := filepath.Join(t.TempDir(), "b")
	invoke(variables{"STANOK_DATA": in.data}, "backup", file).want(t, exitBusy, "process ")
	if err := in.end(); err != nil {
		t.Fatal(err)
	}
	invoke(variables{"STANOK_DATA": in.data}, "backup", file).want(t, exitDone)
	data := filepath.Join(t.TempDir(), "new")
	invoke(nil, "restore", file, "--data", data).want(t, exitSealed, "--secret-key-file")
	invoke(nil, "restore", file, "--data", data, "--secret-key-file", "/nowhere").want(t, exitSetting, "/nowhere")
	if _, err := os.Lstat(data); err == nil {
		t.Error("a refused restore left a folder behind")
	}
	key := filepath.Join(in.data, keyFile)
	invoke(nil, "restore", file, "--data", data, "--secret-key-file", key).want(t, exitDone, "--secret-key-file "+key)
	other := start(t, variables{"STANOK_DATA": data, "STANOK_SECRET_KEY_FILE": key})
	if op := other.finished(id); op.State != "succeeded" {
		t.Errorf("the operation is %s", op.State)
	}
	invoke(nil, "backup", file+"2", "--data", t.TempDir()).want(t, exitFailed, "no data in")
	invoke(variables{"STANOK_DATA": in.data}, "backup", "/nowhere/b").want(t, exitFailed, "/nowhere")
}

func TestABackupThatIsNotWholeIsRefused(t *testing.T) {
	in := start(t, nil)
	file := filepath.Join(t.TempDir(), "b")
	invoke(in.environment(), "backup", "--with-key", file).want(t, exitDone)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), whole...)
	flipped[len(flipped)/2] ^= 1
	for name, raw := range map[string]string{
		"cut": string(whole[:len(whole)/2]), "empty": "", "a byte short": string(whole[:len(whole)-1]), "flipped": string(flipped),
		"no backup": zipped(t, "readme.txt", "x"), "damaged inside": zipped(t, keyFile, strings.Repeat("00", 32), storeFile, "no store"),
	} {
		data := filepath.Join(t.TempDir(), "new")
		got := invoke(nil, "restore", write(t, "b", raw), "--data", data)
		if got.code != exitFailed && got.code != exitDamaged || got.err == "" {
			t.Errorf("%s: exit code %d: %s", name, got.code, got.err)
		}
		if left, _ := filepath.Glob(filepath.Join(data, "*")); len(left) > 0 {
			t.Errorf("%s: %q is left", name, left)
		}
	}
	invoke(nil, "restore", "/nowhere/b", "--data", t.TempDir()).want(t, exitFailed, "/nowhere/b")
}

// zipped is an archive of names and what is in them.
func zipped(t *testing.T, files ...string) string {
	t.Helper()
	var b buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// breaking is a store whose backup breaks off in its midst.
type breaking struct{ *memory.Store }

func (breaking) Backup(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, strings.Repeat("half of it ", 50_000))
	return errors.Join(err, errLame)
}

func TestABackupThatBreaksOffLeavesNothing(t *testing.T) {
	a, l := listening(t, breaking{memory.New()}, "1h")
	l.Close()
	server := httptest.NewServer(a.handler)
	defer server.Close()
	folder := t.TempDir()
	got := invoke(variables{"STANOK_URL": server.URL, "STANOK_TOKEN": adminToken}, "backup", filepath.Join(folder, "b"))
	got.want(t, exitFailed, "stanok: ")
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestATokenMadeWithTheServerStoppedHasItsRoleAndNoMore(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	made := map[engine.Role]string{}
	for _, role := range engine.Roles {
		got := invoke(nil, "token", "create", "--data", data, "--role", string(role), "--name", "of "+string(role))
		got.want(t, exitDone)
		made[role] = strings.TrimSpace(got.out)
	}
	in := start(t, variables{"STANOK_DATA": data, "STANOK_ADMIN_TOKEN": ""})
	if strings.Contains(in.out.String(), "no admin_token") {
		t.Error("the start screen asks for a token although there are some")
	}
	for role, token := range made {
		for path, need := range map[string]engine.Role{"/processings": engine.Viewer, "/tokens": engine.Admin} {
			want := http.StatusOK
			if !role.Includes(need) {
				want = http.StatusForbidden
			}
			if got := in.as(token).do("GET", "/api/v1"+path, ""); got.StatusCode != want {
				t.Errorf("%s asks for %s: %d, want %d", role, path, got.StatusCode, want)
			}
		}
	}
	in.as(made[engine.Admin]).json(http.StatusForbidden, "POST", "/tokens", `{"name":"x","role":"owner"}`, nil)
}
