// Command stanok runs processings: it takes events in over webhooks and
// schedules, works them through action by action, and keeps the record.
//
// Everything is wired here: settings, the store, the engine, the way out, the
// routes. Nothing imports this package.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	_ "time/tzdata" // schedules have zones on machines without them
)

// version is set when the program is built.
var version = "dev"

// command is one of the program's. It returns the exit code.
type command struct {
	name, args, does string
	run              func(p program, args []string) int
}

func commands() []command {
	return []command{
		{"serve", "", "run the editor, the API, the webhook intake and the engine", serve},
		{"demo", "[--once]", "serve on a throw-away store with stand-ins for U-ON and Envybox", demo},
		{"run", "FILE [--input JSON|@FILE] [--connections FILE] [--json] [--pretend]", "run one operation of one document, without a server", runOnce},
		{"validate", "FILE…", "list every problem of documents", validate},
		{"import", "FILE…", "create processings on a running server (STANOK_URL, STANOK_TOKEN)", importFiles},
		{"export", "ID…", "print processings of a running server as YAML", export},
		{"backup", "FILE [--with-key]", "copy the data of a running server (STANOK_URL, STANOK_TOKEN), or of a data folder", backup},
		{"restore", "FILE", "make a data folder of a backup", restore},
		{"check", "", "look for damage in the data folder", check},
		{"token", "create [--name NAME] [--role viewer|operator|editor|admin|owner]", "make an API token, with the server stopped", token},
		{"user", "add EMAIL [--role ROLE] [--name NAME] | reset EMAIL", "add a person, or give one a new password, with the server stopped", user},
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
	if isHelp(args[0]) {
		args[0] = "help"
	}
	for _, c := range commands() {
		switch {
		case c.name != args[0]:
		case slices.ContainsFunc(args[1:], isHelp):
			p.help(c)
			return exitDone
		default:
			return c.run(p, args[1:])
		}
	}
	fmt.Fprintf(p.err, "stanok: there is no command %q\n\n", args[0])
	p.usage(p.err)
	return exitUsage
}

func isHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }

const aboutSettings = `
Settings are flags (--public-url), variables (STANOK_PUBLIC_URL) or keys of --config FILE (public_url).
` + "`stanok config` prints them all.\n"

// usage prints all commands.
func (p program) usage(w io.Writer) {
	fmt.Fprint(w, "Stanok takes events in, works them through action by action, and keeps the record.\n\nusage: stanok COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.does)
	}
	fmt.Fprint(w, "\n`stanok COMMAND -h` says more about one.\n", aboutSettings)
}

// help prints one command's usage.
func (p program) help(c command) {
	fmt.Fprintf(p.out, "%s\n  %s\n%s", c.usage(), c.does, aboutSettings)
}

func (c command) usage() string {
	if c.args == "" {
		return "usage: stanok " + c.name
	}
	return "usage: stanok " + c.name + " " + c.args
}

// misused prints how a command is to be called, after err if there is one.
func (p program) misused(name string, err error) int {
	if err != nil {
		fmt.Fprintln(p.err, "stanok:", err)
	}
	for _, c := range commands() {
		if c.name == name {
			fmt.Fprintln(p.err, c.usage())
		}
	}
	return exitUsage
}
