// Command stanok runs processings: it takes events in over webhooks and
// schedules, works them through action by action, and keeps the record.
//
// Everything is wired here: settings, the store, the engine, the way out, the
// routes. Nothing imports this package.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // schedules have zones on machines without them

	"stanok/engine"
)

// version is set when the program is built.
var version = "dev"

// Exit codes. They are a contract.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitSetting = 64
	exitDamaged = 65
	exitNewer   = 66
	exitStorage = 74
	exitBusy    = 75
)

// command is one of the program's. It returns the exit code.
type command struct {
	name, args, does string
	run              func(p program, args []string) int
}

func commands() []command {
	return []command{
		{"serve", "", "run the API, the webhook intake and the engine", serve},
		{"demo", "", "serve on a throw-away store with stand-ins for U-ON and Envybox", demo},
		{"run", "FILE", "run one operation of one document, without a server", runOnce},
		{"validate", "FILE…", "list every problem of documents", validate},
		{"import", "FILE…", "create processings on a running server", importFiles},
		{"export", "ID…", "print processings of a running server as YAML", export},
		{"backup", "FILE", "copy the data of a running server, or of a data folder", backup},
		{"restore", "FILE", "make a data folder of a backup", restore},
		{"check", "", "look for damage in the data folder", check},
		{"token", "create", "make an API token, with the server stopped", token},
		{"config", "", "print all settings, secrets masked", config},
		{"version", "", "print the version", func(p program, _ []string) int { fmt.Fprintln(p.out, "stanok", version); return exitDone }},
		{"help", "", "print this", func(p program, _ []string) int { p.usage(p.out); return exitDone }},
	}
}

// program is what a command has of the outside.
type program struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
}

func main() {
	os.Exit(program{os.Stdin, os.Stdout, os.Stderr, os.Getenv}.main(os.Args[1:]))
}

func (p program) main(args []string) int {
	if len(args) == 0 {
		p.usage(p.err)
		return exitUsage
	}
	name := args[0]
	if name == "-h" || name == "--help" {
		name = "help"
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(p, args[1:])
		}
	}
	fmt.Fprintf(p.err, "stanok: there is no command %q\n\n", name)
	p.usage(p.err)
	return exitUsage
}

func (p program) usage(w io.Writer) {
	fmt.Fprint(w, "Stanok takes events in, works them through action by action, and keeps the record.\n\nusage: stanok COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %-8s %s\n", c.name, c.args, c.does)
	}
	fmt.Fprint(w, "\nSettings are flags (--public-url), variables (STANOK_PUBLIC_URL) or keys of --config FILE (public_url).\n`stanok config` prints them all.\n")
}

// fail prints why a command ended and returns the exit code that fits.
func (p program) fail(err error) int {
	fmt.Fprintln(p.err, "stanok:", sentence(err))
	return exitOf(err)
}

// exitOf is the exit code for an error that ends the program.
func exitOf(err error) int {
	var e *engine.Error
	if errors.As(err, &e) {
		switch e.Code {
		case "storage.damaged":
			return exitDamaged
		case "storage.newer":
			return exitNewer
		case "storage.busy":
			return exitBusy
		case "storage.failed":
			return exitStorage
		}
	}
	return exitFailed
}
