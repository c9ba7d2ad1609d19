package engine_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// One package dials: engine/egress, which checks every address it really
// connects to. A connection opened anywhere else would pass by that check, so
// the tests of this file look for every other way out of the process.

// exit is a package with names that open a connection or start a process.
type exit struct {
	pkg   string
	names []string // empty: the whole package
	// values are types that work as they are: holding a pointer to one that
	// egress made is fine, making one is not.
	values []string
}

var exits = []exit{
	{pkg: "net/http", names: []string{"Get", "Head", "Post", "PostForm", "DefaultClient", "DefaultTransport", "NewFileTransport"},
		values: []string{"Client", "Transport"}},
	{pkg: "net/http/httputil", names: []string{"NewSingleHostReverseProxy", "NewClientConn", "NewProxyClientConn"}, values: []string{"ReverseProxy"}},
	{pkg: "net", names: []string{"Dial", "DialTimeout", "DialIP", "DialTCP", "DialUDP", "DialUnix", "DefaultResolver",
		"LookupAddr", "LookupCNAME", "LookupHost", "LookupIP", "LookupMX", "LookupNS", "LookupSRV", "LookupTXT"},
		values: []string{"Dialer", "Resolver"}},
	{pkg: "crypto/tls", names: []string{"Dial", "DialWithDialer"}, values: []string{"Dialer"}},
	{pkg: "net/smtp"},
	{pkg: "net/rpc"},
	{pkg: "net/rpc/jsonrpc"},
	{pkg: "plugin"},
	{pkg: "os/exec"},
	{pkg: "os", names: []string{"StartProcess"}},
	{pkg: "syscall", names: []string{"Connect", "Socket", "Exec", "ForkExec", "StartProcess"}},
	{pkg: "golang.org/x/sys/unix", names: []string{"Connect", "Socket", "Exec"}},
	{pkg: "golang.org/x/net/proxy"},
	{pkg: "golang.org/x/net/websocket"},
	{pkg: "golang.org/x/oauth2", names: []string{"NewClient"}},
	{pkg: "github.com/wneessen/go-mail", names: []string{"NewClient"}, values: []string{"Client"}},
	{pkg: "github.com/emersion/go-smtp", names: []string{"Dial", "DialStartTLS", "DialTLS", "NewClient", "NewClientStartTLS", "SendMail", "SendMailTLS"}},
}

// mayExit are the packages for which an exit is no finding.
func mayExit(pkg, exit string) bool {
	switch {
	case pkg == "engine/egress":
		return true
	case matches("examples/standin/...", pkg): // plays the services on the other side
		return true
	case matches("cmd/...", pkg): // starts itself anew, to look at a damaged file
		return exit == "os/exec" || exit == "os"
	}
	return false
}

func TestNothingButEgressLeavesTheProcess(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.test {
			continue
		}
		for _, way := range waysOut(f) {
			t.Errorf("%s: %s; only engine/egress connects to anything", f.position(way.pos), way.what)
		}
	}
}

func TestEveryWayOutIsSeen(t *testing.T) {
	cases := []struct {
		pkg, imports, code string
		found              bool
	}{
		{"actions", `"net/http"`, `func f() { http.Get("x") }`, true},
		{"actions", `"net/http"`, `func f() { _ = http.DefaultClient }`, true},
		{"actions", `"net/http"`, `var c = &http.Client{}`, true},
		{"actions", `"net/http"`, `var c http.Client`, true},
		{"actions", `"net/http"`, `var c = new(http.Transport)`, true},
		{"actions", `"net/http"`, `type config struct { c http.Client }`, true},
		{"actions", `web "net/http"`, `func f() { web.Post("x", "y", nil) }`, true},
		{"actions", `. "net/http"`, `func f() { Get("x") }`, true},
		{"actions", `"net/http"`, `func f(c *http.Client, r *http.Request) { c.Do(r) }`, false},
		{"actions", `"net/http"`, `var status = http.StatusOK`, false},
		{"ui", `"net/http"`, `var s = &http.Server{}`, false},
		{"store/bolt", `"net"`, `var dial = net.Dial`, true},
		{"store/bolt", `"net"`, `func f() { (&net.Dialer{}).Dial("tcp", "x") }`, true},
		{"sources", `"net"`, `func f() { net.LookupHost("x") }`, true},
		{"sources", `"net"`, `func f() { net.ParseIP("x") }`, false},
		{"sources", `"os/exec"`, `var run = exec.Command`, true},
		{"sources", `_ "net/smtp"`, ``, true},
		{"cmd/stanok", `"os/exec"`, `var run = exec.Command`, false},
		{"cmd/stanok", `"net/http"`, `func f() { http.Get("x") }`, true},
		{"engine/egress", `"net"`, `var dial = net.Dial`, false},
		{"engine/eval", `mail "github.com/wneessen/go-mail"`, `var c, _ = mail.NewClient("x")`, true},
	}
	for _, c := range cases {
		source := "package p\nimport " + c.imports + "\n" + c.code
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, "p.go", source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		f := sourceFile{name: c.pkg + "/p.go", pkg: c.pkg, ast: parsed, fset: fset}
		if ways := waysOut(f); (len(ways) > 0) != c.found {
			t.Errorf("in %s, %s with %s: found %d, want any: %v", c.pkg, c.imports, c.code, len(ways), c.found)
		}
	}
}

type wayOut struct {
	what string
	pos  token.Pos
}

// waysOut finds every use of an exit that the file's package may not have.
func waysOut(f sourceFile) []wayOut {
	var found []wayOut
	known := map[string]exit{} // by the name it has in this file
	for _, spec := range f.ast.Imports {
		imported := strings.Trim(spec.Path.Value, "\"`")
		i := slices.IndexFunc(exits, func(e exit) bool { return e.pkg == imported })
		if i < 0 || mayExit(f.pkg, imported) {
			continue
		}
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." || exits[i].names == nil && exits[i].values == nil {
			found = append(found, wayOut{"imports " + imported, spec.Pos()})
			continue
		}
		known[strings.TrimPrefix(name, "go-")] = exits[i]
	}
	pointed := map[ast.Expr]bool{} // types that stand behind a *
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StarExpr:
			pointed[n.X] = true
		case *ast.SelectorExpr:
			of, ok := n.X.(*ast.Ident)
			if !ok {
				return true
			}
			e := known[of.Name]
			if slices.Contains(e.names, n.Sel.Name) || slices.Contains(e.values, n.Sel.Name) && !pointed[n] {
				found = append(found, wayOut{fmt.Sprintf("%s.%s is a way out", of.Name, n.Sel.Name), n.Pos()})
			}
		}
		return true
	})
	return found
}
