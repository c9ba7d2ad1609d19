package actions_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/foreign"
)

// With -record, curl sends the commands once more, to this test, and what it sent
// is what is held against ours from then on.
var recorded = flag.Bool("record", false, "have curl send the commands of testdata/foreign again")

// asked is a request as it came, in a form in which two that mean the same are the
// same.
type asked struct {
	What    string              `json:"what"` // the command, or the name of the operation
	Method  string              `json:"method"`
	Host    string              `json:"host"`
	Path    string              `json:"path"`
	Query   string              `json:"query"`
	Headers map[string][]string `json:"headers"`
	Body    any                 `json:"body"`
}

// unsaid are headers that a client adds by itself.
var unsaid = []string{
	"Accept-Encoding", "Content-Length", "Connection", "User-Agent", "Idempotency-Key", "Stanok-Depth", "Stanok-Operation", "Expect", "Transfer-Encoding",
}

// readAsked reads a request that a server got.
func readAsked(t *testing.T, r *http.Request) asked {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return plainly(t, asked{Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Headers: r.Header.Clone()}, body)
}

// plainly brings a request into the form in which it is compared: the way of
// writing that means nothing is the same in all.
func plainly(t *testing.T, a asked, body []byte) asked {
	t.Helper()
	if p, err := url.PathUnescape(a.Path); err == nil && !strings.Contains(strings.ToLower(a.Path), "%2f") {
		a.Path = p
	}
	a.Query = pairsOf(a.Query)
	agent := a.Headers["User-Agent"]
	for _, name := range unsaid {
		delete(a.Headers, name)
	}
	if len(agent) > 0 && !strings.HasPrefix(agent[0], "curl/") && !strings.HasPrefix(agent[0], "stanok/") {
		a.Headers["User-Agent"] = agent
	}
	if slices.Equal(a.Headers["Accept"], []string{"*/*"}) {
		delete(a.Headers, "Accept")
	}
	media := http.Header(a.Headers).Get("Content-Type")
	kind, params, _ := mime.ParseMediaType(media)
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		a.Headers["Content-Type"] = []string{kind}
		a.Body = formOf(t, body, params["boundary"])
	case kind == "application/x-www-form-urlencoded":
		a.Body = pairsOf(string(body))
	case strings.HasSuffix(kind, "json") && json.Valid(body):
		_ = json.Unmarshal(body, &a.Body)
	default:
		a.Body = string(body)
	}
	if a.Body == "" {
		a.Body = nil
		delete(a.Headers, "Content-Type") // says nothing of nothing
	}
	return a
}

// pairsOf are names and values as they are read, one a line.
func pairsOf(s string) string {
	var all []string
	for _, pair := range strings.Split(s, "&") {
		name, value, has := strings.Cut(pair, "=")
		n, errN := url.QueryUnescape(name)
		v, errV := url.QueryUnescape(value)
		if errN != nil || errV != nil {
			return s
		}
		if has {
			n += "=" + v
		}
		all = append(all, n)
	}
	byName(all)
	return strings.Join(all, "\n")
}

// byName sorts pairs: only the order of those with one name says something.
func byName(pairs []string) {
	slices.SortStableFunc(pairs, func(a, b string) int {
		a, _, _ = strings.Cut(a, "=")
		b, _, _ = strings.Cut(b, "=")
		return strings.Compare(a, b)
	})
}

func formOf(t *testing.T, body []byte, boundary string) (all []string) {
	t.Helper()
	parts := multipart.NewReader(strings.NewReader(string(body)), boundary)
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			byName(all)
			return all
		}
		if err != nil {
			t.Error(err)
			return all
		}
		text, _ := io.ReadAll(p)
		all = append(all, p.FormName()+"="+string(text))
	}
}

// sentBy is what a foreign request becomes when an http.request sends it.
func sentBy(t *testing.T, r foreign.Request) asked {
	t.Helper()
	var got asked
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = readAsked(t, r) })
	u, err := url.Parse(r.URL)
	if err != nil {
		return asked{Method: "unreadable: " + err.Error()}
	}
	r.URL = server + strings.TrimPrefix(r.URL, u.Scheme+"://"+u.Host)
	if _, err := newWorld(t).try(t, "http.request", string(r.Config()), data(t, `{}`), func(in *engine.Input) { in.Attempt = 1 }); err != nil {
		return asked{Method: "unsent: " + err.Error()}
	}
	got.Host = u.Host
	return got
}

func commands(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/foreign/commands.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, one := range strings.Split("\n"+string(text), "\n\ncurl") {
		if one = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(one), "curl")); one != "" {
			all = append(all, "curl "+one)
		}
	}
	return all
}

// recordCurl has curl itself send the commands, each to where it says, which is
// here.
func recordCurl(t *testing.T) {
	t.Helper()
	var got asked
	server := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = readAsked(t, r) }))
	defer server.Close()
	around := `curl() { command curl -sk --http1.1 --max-time 5 --connect-to ::` + strings.TrimPrefix(server.URL, "https://") + ` "$@"; }; `
	var all []asked
	for _, one := range commands(t) {
		got = asked{}
		run := exec.CommandContext(t.Context(), "bash", "-c", around+one)
		run.Env = append(os.Environ(), "OPENAI_API_KEY=$OPENAI_API_KEY") // what a shell would fill in stays to be filled in
		if out, err := run.CombinedOutput(); err != nil || got.Method == "" {
			t.Fatal(one, err, string(out))
		}
		got.What = one
		all = append(all, got)
	}
	writeAsked(t, "curl.json", all)
}

func writeAsked(t *testing.T, name string, all []asked) {
	t.Helper()
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/foreign/"+name, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("testdata/foreign/" + name)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// operation is a request as swagger-client builds it; tools/clients records them.
type operation struct {
	Name, Method, URL string
	Headers           map[string]string
	Body              string
}

func readOperations(t *testing.T) (all []asked) {
	t.Helper()
	var operations []operation
	readJSON(t, "openapi.json", &operations)
	for _, o := range operations {
		u, err := url.Parse(o.URL)
		if err != nil {
			t.Fatal(err)
		}
		headers := http.Header{}
		for name, v := range o.Headers {
			headers.Set(name, v)
		}
		one := plainly(t, asked{What: o.Name, Method: o.Method, Host: u.Host, Path: u.EscapedPath(), Query: u.RawQuery, Headers: headers}, []byte(o.Body))
		all = append(all, again(one))
	}
	return all
}

// described are the requests of the same descriptions, by name.
func described(t *testing.T) map[string]foreign.Request {
	t.Helper()
	all := map[string]foreign.Request{}
	for _, name := range []string{"travel.yaml", "shop.yaml"} {
		text, err := os.ReadFile("testdata/foreign/" + name)
		if err != nil {
			t.Fatal(err)
		}
		requests, _, err := foreign.Read(string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range requests {
			all[r.Name] = r
		}
	}
	return all
}

// again is a request as it is when it was written down and read.
func again(a asked) (read asked) {
	text, _ := json.Marshal(a) // of texts and JSON
	_ = json.Unmarshal(text, &read)
	return read
}

// known are the requests that we send otherwise, and why.
var known = map[string]string{
	"4e11fcf0": "what is JSON is sent as JSON: curl calls it a form, which services that print such a command do not mean",
	"454624a9": "likewise",
	"918d0190": "curl takes the dots out of a path; we send the address as it is written",
}

func TestRequestsOfOthersAreSentAsTheirOwnClientsSendThem(t *testing.T) {
	if *recorded {
		recordCurl(t)
	}
	samples, equal := 0, 0
	judge := func(want, got asked) {
		samples++
		got.What = want.What
		_, named := known[nameOf(want.What)]
		switch same := reflect.DeepEqual(again(got), want); {
		case same && named:
			t.Errorf("%s\nis sent alike by now", want.What)
		case same:
			equal++
		case !named:
			t.Errorf("%s (%s)\ngot  %+v\nwant %+v", want.What, nameOf(want.What), again(got), want)
		}
	}
	var commands []asked
	readJSON(t, "curl.json", &commands)
	for _, want := range commands {
		all, _, err := foreign.Read(want.What)
		if err != nil || len(all) != 1 {
			judge(want, asked{Method: "unread"})
			continue
		}
		judge(want, sentBy(t, all[0]))
	}
	ours := described(t)
	for _, want := range readOperations(t) {
		judge(want, sentBy(t, ours[want.What]))
	}
	t.Logf("%d of %d are sent alike", equal, samples)
	if samples < 100 || equal*100 < samples*95 {
		t.Errorf("%d of %d are sent alike", equal, samples)
	}
}

// nameOf tells a sample in few letters.
func nameOf(what string) string {
	sum := sha256.Sum256([]byte(what))
	return hex.EncodeToString(sum[:4])
}
