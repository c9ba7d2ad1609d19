package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stanok/store/bolt"
)

// data is the page about the data.
func (in *instance) dataPage() string {
	return in.do("GET", "/settings/data", "", "Accept", "text/html").body
}

// sendBackup sends a file as the page's form does.
func (in *instance) sendBackup(raw []byte) {
	in.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("backup", "b.zip")
	if err != nil {
		in.t.Fatal(err)
	}
	_, _ = part.Write(raw)
	_ = w.Close()
	got := in.do("POST", "/settings/data/restore", form.String(), "Content-Type", w.FormDataContentType(), "Accept", "text/html")
	if got.StatusCode != http.StatusSeeOther {
		in.t.Fatalf("sending a backup: %d %s", got.StatusCode, got.body)
	}
}

// says waits until the page about the data says something.
func (in *instance) says(what string) {
	in.t.Helper()
	in.eventually("the page says "+what, func() bool { return strings.Contains(in.dataPage(), what) })
}

func TestDataAreCheckedAndRestoredFromAPage(t *testing.T) {
	in := start(t, nil)
	link := in.deploy(quick).Link
	kept := in.send(link, "kept")
	in.finished(kept)
	backup := []byte(in.do("GET", "/api/v1/backup", "").body)
	later := in.send(link, "later")
	in.finished(later)

	if got := in.do("POST", "/settings/data/check", "", "Accept", "text/html"); got.StatusCode != http.StatusSeeOther {
		t.Fatal(got.StatusCode)
	}
	in.says("No damage found")
	broken := bytes.Clone(backup)
	broken[len(broken)/2] ^= 1
	garbled := bytes.Clone(backup)
	copy(garbled[len(garbled)/3:], bytes.Repeat([]byte{0xff}, 64)) // of which nothing can be unpacked
	other := start(t, nil)
	for name, one := range map[string]struct {
		raw  []byte
		says string
	}{
		"garbage": {[]byte("no backup at all"), "is no backup of this program"}, "a part": {backup[:len(backup)/2], "is no backup of this program"},
		"a garbled part": {garbled, "is no backup of this program"}, "a flipped bit": {broken, "is no backup of this program"}, "another's": {[]byte(other.do("GET", "/api/v1/backup", "").body), "sealed with another key"},
	} {
		in.sendBackup(one.raw)
		in.says("The backup was not restored")
		if page := in.dataPage(); !strings.Contains(page, one.says) || strings.Contains(page, `data-testid="data-waiting"`) {
			t.Errorf("%s: the page does not say %q", name, one.says)
		}
	}
	in.sendBackup(backup)
	in.says(`data-testid="data-waiting"`)
	in.says("The backup is sound")
	in.do("POST", "/settings/data/withdraw", "", "Accept", "text/html")
	if strings.Contains(in.dataPage(), `data-testid="data-waiting"`) {
		t.Error("what was withdrawn still waits")
	}
	in.sendBackup(backup)
	in.says(`data-testid="data-waiting"`)
	in.says("The backup is sound")
	invoke(in.environment(), "token", "create").want(t, exitBusy) // and leaves what waits alone
	if err := in.end(); err != nil {
		t.Fatal(err)
	}

	again := start(t, variables{"STANOK_DATA": in.data})
	again.finished(kept)
	if got := again.do("GET", "/api/v1/operations/"+later, ""); got.StatusCode != http.StatusNotFound {
		t.Errorf("what came after the backup: %d", got.StatusCode)
	}
	before, _ := filepath.Glob(filepath.Join(in.data, keptFile+"*"))
	left, _ := filepath.Glob(filepath.Join(in.data, storeFile+"*"))
	if len(before) != 1 || len(left) != 2 {
		t.Fatalf("the folder holds %q", left)
	}
	key, err := readKey(filepath.Join(in.data, keyFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := bolt.Check(before[0], key); err != nil {
		t.Errorf("the data of before: %v", err)
	}
}

func TestARestoreThatWasCutOffIsMadeGoodAtTheNextStart(t *testing.T) {
	in := start(t, nil)
	id := in.send(in.deploy(quick).Link, "kept")
	in.finished(id)
	if err := in.end(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(in.data, storeFile)
	if err := os.Rename(path, filepath.Join(in.data, restoreFile)); err != nil { // as between the two names
		t.Fatal(err)
	}
	for _, leftover := range []string{checkedFile, uploadedFile} {
		if err := os.WriteFile(filepath.Join(in.data, leftover), []byte("cut off"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start(t, variables{"STANOK_DATA": in.data}).finished(id)
	if left, _ := filepath.Glob(path + "*"); len(left) != 1 {
		t.Errorf("the folder holds %q", left)
	}
}
