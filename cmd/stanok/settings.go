package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"stanok/engine"
	"stanok/engine/egress"
	"stanok/ui/text"
)

// settings are what an operator can set, read and checked.
type settings struct {
	listen        string
	data          string
	publicURL     string
	smtp          *egress.SMTP
	mailFrom      string
	keyFile       string
	allow         []egress.AllowRule
	proxies       []netip.Prefix
	adminEmail    string
	adminPassword engine.Secret
	adminToken    engine.Secret
	language      string
	logFormat     string
	workers       int
	hosts         int
	rate, burst   int
	queue         int
	drain         time.Duration
}

// setting is one line of the list of all settings.
type setting struct {
	key, value, help string
	secret           bool
	read             func(*settings, string) error
}

// allSettings lists every setting with its default, in the order they are shown.
func allSettings() []setting {
	return []setting{
		{key: "listen", value: "127.0.0.1:8080", help: "address to listen on", read: readListen},
		{key: "data", value: "./data", help: "folder of all data", read: text1(func(s *settings) *string { return &s.data })},
		{key: "database_url", help: "empty: the embedded store", read: readDatabase},
		{key: "public_url", help: "how other services reach this program; empty: http://<listen>", read: readPublicURL},
		{key: "smtp_url", help: "smtp://user:password@host:port?tls=starttls|tls|none", secret: true, read: readSMTP},
		{key: "mail_from", help: "sender of letters", read: readMail(func(s *settings) *string { return &s.mailFrom })},
		{key: "secret_key_file", help: "key of connections' secrets; empty: <data>/secret.key", read: text1(func(s *settings) *string { return &s.keyFile })},
		{key: "allow_networks", help: "CIDR[:port] list that requests may reach beside the public internet", read: readAllow},
		{key: "trusted_proxies", help: "CIDR list of proxies whose X-Forwarded-For is believed", read: readProxies},
		{key: "admin_email", help: "owner's address; letters go there", read: readMail(func(s *settings) *string { return &s.adminEmail })},
		{key: "admin_password", help: "owner's first password", secret: true, read: func(s *settings, v string) error { s.adminPassword = engine.Secret(v); return nil }},
		{key: "admin_token", help: "a fixed API token with the owner's rights", secret: true, read: readAdminToken},
		{key: "language", value: "en", help: "of letters: en, ru or pt-BR", read: oneOf(func(s *settings) *string { return &s.language }, text.Languages...)},
		{key: "log_format", value: "text", help: "text or json", read: oneOf(func(s *settings) *string { return &s.logFormat }, "text", "json")},
		{key: "workers", value: "64", help: "operations worked at once", read: whole(func(s *settings) *int { return &s.workers }, 1, 10_000)},
		{key: "host_concurrency", value: "10", help: "requests to one host at once", read: whole(func(s *settings) *int { return &s.hosts }, 1, 10_000)},
		{key: "webhook_rate", value: "500", help: "events a second and processing; 0: no limit", read: whole(func(s *settings) *int { return &s.rate }, 0, 1_000_000)},
		{key: "webhook_burst", value: "2000", help: "events beyond the rate that are let pass at once", read: whole(func(s *settings) *int { return &s.burst }, 1, 1_000_000)},
		{key: "queue_limit", value: "100000", help: "operations that may wait for a worker", read: whole(func(s *settings) *int { return &s.queue }, 1, 10_000_000)},
		{key: "history_budget", value: "5GiB", help: "size of the history", read: readSize},
		{key: "drain", value: "30s", help: "how long operations may go on after a signal to stop", read: readDrain},
		{key: "otel_endpoint", help: "where traces go", read: readTraces},
	}
}

// readSettings reads flags over variables over a config file over defaults. The
// error joins every problem. The rest are the arguments that are no flags.
func (p program) readSettings(name string, args []string, extra func(*flag.FlagSet)) (s settings, rest []string, err error) {
	values, rest, err := p.values(name, args, extra)
	if err != nil {
		return s, rest, err
	}
	var problems []error
	for _, one := range allSettings() {
		if err := one.read(&s, values[one.key]); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", one.key, err))
		}
	}
	if s.publicURL == "" {
		s.publicURL = "http://" + s.listen
	}
	if err := errors.Join(problems...); err != nil {
		return s, rest, badSetting{err}
	}
	return s, rest, nil
}

// badSetting is a setting that stops the start; usageError, a command line that
// makes no sense.
type (
	badSetting struct{ error }
	usageError struct{ error }
)

// values finds what each setting was set to.
func (p program) values(name string, args []string, extra func(*flag.FlagSet)) (map[string]string, []string, error) {
	fs := flag.NewFlagSet("stanok "+name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	file := fs.String("config", p.env("STANOK_CONFIG"), "file of settings")
	flags := map[string]*string{}
	for _, one := range allSettings() {
		flags[one.key] = fs.String(strings.ReplaceAll(one.key, "_", "-"), "", one.help)
	}
	if extra != nil {
		extra(fs)
	}
	rest, err := parseMixed(fs, args)
	if err != nil {
		return nil, nil, usageError{err}
	}
	values, err := configFile(*file)
	if err != nil {
		return nil, nil, badSetting{err}
	}
	for _, one := range allSettings() {
		if _, ok := values[one.key]; !ok {
			values[one.key] = one.value
		}
		if v := p.env("STANOK_" + strings.ToUpper(one.key)); v != "" {
			values[one.key] = v
		}
	}
	fs.Visit(func(f *flag.Flag) {
		if v := flags[strings.ReplaceAll(f.Name, "-", "_")]; v != nil {
			values[strings.ReplaceAll(f.Name, "-", "_")] = *v
		}
	})
	return values, rest, nil
}

// parseMixed parses flags wherever they stand and returns the other arguments.
func parseMixed(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// configFile reads keys and values of a YAML file.
func configFile(path string) (map[string]string, error) {
	values := map[string]string{}
	if path == "" {
		return values, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	var found map[string]any
	if err := yaml.Unmarshal(raw, &found); err != nil {
		return nil, fmt.Errorf("config: %s is not readable: %w", path, err)
	}
	var problems []error
	for key, v := range found {
		if !slices.ContainsFunc(allSettings(), func(s setting) bool { return s.key == key }) {
			problems = append(problems, fmt.Errorf("config: there is no setting %q", key))
			continue
		}
		values[key] = fmt.Sprint(v)
	}
	return values, errors.Join(problems...)
}

func text1(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, v string) error { *field(s) = v; return nil }
}

func oneOf(field func(*settings) *string, allowed ...string) func(*settings, string) error {
	return func(s *settings, v string) error {
		*field(s) = v
		if !slices.Contains(allowed, v) {
			return fmt.Errorf("%q is none of %s", v, strings.Join(allowed, ", "))
		}
		return nil
	}
}

func whole(field func(*settings) *int, least, most int) func(*settings, string) error {
	return func(s *settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is no whole number from %d to %d", v, least, most)
		}
		*field(s) = n
		return nil
	}
}

func readListen(s *settings, v string) error {
	s.listen = v
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("%q is no address like 127.0.0.1:8080", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q has no port from 0 to 65535", v)
	}
	return nil
}

func readDatabase(_ *settings, v string) error {
	if v != "" {
		return errors.New("only the embedded store is built into this version; leave it empty")
	}
	return nil
}

func readPublicURL(s *settings, v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
		return fmt.Errorf("%q is no address like https://stanok.example.com", v)
	}
	s.publicURL = strings.TrimRight(v, "/")
	return nil
}

func readSMTP(s *settings, v string) error {
	if v == "" {
		return nil
	}
	smtp, err := egress.ParseSMTP(v)
	if err != nil {
		return err
	}
	s.smtp = &smtp
	return nil
}

func readMail(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, v string) error {
		if v == "" {
			return nil
		}
		*field(s) = v
		if _, err := mail.ParseAddress(v); err != nil {
			return fmt.Errorf("%q is no e-mail address", v)
		}
		return nil
	}
}

func readAllow(s *settings, v string) (err error) {
	s.allow, err = egress.ParseAllow(v)
	return err
}

func readProxies(s *settings, v string) error {
	var problems []error
	for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			addr, err := netip.ParseAddr(part)
			if err != nil {
				problems = append(problems, fmt.Errorf("%q is no network like 10.0.0.0/8", part))
				continue
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		s.proxies = append(s.proxies, prefix)
	}
	return errors.Join(problems...)
}

// minToken is the least length of admin_token: it is guarded by nothing else.
const minToken = 16

func readAdminToken(s *settings, v string) error {
	if v != "" && len(v) < minToken {
		return fmt.Errorf("it has fewer than %d characters", minToken)
	}
	s.adminToken = engine.Secret(v)
	return nil
}

func readSize(_ *settings, v string) error {
	n := strings.TrimRight(v, "KMGTiB")
	if f, err := strconv.ParseFloat(n, 64); err != nil || f <= 0 || n == v {
		return fmt.Errorf("%q is no size like 5GiB", v)
	}
	return nil
}

func readDrain(s *settings, v string) (err error) {
	if s.drain, err = time.ParseDuration(v); err != nil || s.drain < 0 {
		return fmt.Errorf("%q is no duration like 30s", v)
	}
	return nil
}

func readTraces(_ *settings, v string) error {
	if v != "" {
		return errors.New("this version sends no traces; leave it empty")
	}
	return nil
}

// config prints every setting as it is in force.
func config(p program, args []string) int {
	values, _, err := p.values("config", args, nil)
	if err != nil {
		return p.refuse(err)
	}
	for _, one := range allSettings() {
		v := values[one.key]
		if one.secret && v != "" {
			v = "***"
		}
		fmt.Fprintf(p.out, "%s: %q # %s\n", one.key, v, one.help)
	}
	if _, _, err := p.readSettings("config", args, nil); err != nil {
		return p.refuse(err)
	}
	return exitDone
}

// refuse prints why a command cannot begin.
func (p program) refuse(err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		if errors.Is(err, flag.ErrHelp) {
			p.usage(p.out)
			return exitDone
		}
		fmt.Fprintln(p.err, "stanok:", err)
		return exitUsage
	}
	fmt.Fprintln(p.err, "stanok: these settings are wrong:")
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(p.err, "  "+strings.TrimRight(line, "\n"))
	}
	return exitSetting
}
