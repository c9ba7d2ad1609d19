package main

import (
	"net/netip"
	"time"

	"stanok/engine"
	"stanok/engine/egress"
	"stanok/ui/text"
)

// settings are what an operator can set, read and checked.
type settings struct {
	listen        string
	data          string
	publicURL     string // as it was set; "" if not
	reached       string // how the program is reached from its own machine
	everywhere    bool   // it listens to more than that and a private network
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
	connectors    string // folder of more; "" for none
	history       int64  // bytes
	drain         time.Duration
	mailPause     time.Duration // before a letter is tried again; no setting, 0 for the engine's own
}

// defaultHistory is what history_budget is unless it is set.
const defaultHistory = 5 << 30

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
		{key: "data", value: "./data", help: "folder of all data", read: readData},
		{key: "database_url", help: "empty: the embedded store", secret: true, read: readDatabase},
		{key: "public_url", help: "how other services reach this program; empty: where it listens", read: readPublicURL},
		{key: "smtp_url", help: "smtp://user:password@host:port?tls=starttls|tls|none", secret: true, read: readSMTP},
		{key: "mail_from", help: "sender of letters", read: readMail(func(s *settings) *string { return &s.mailFrom })},
		{key: "secret_key_file", help: "key of the data and of connections' secrets; empty: <data>/secret.key", read: readKeyFile},
		{key: "allow_networks", help: "CIDR[:port] list that requests may reach beside the public internet", read: readAllow},
		{key: "trusted_proxies", help: "CIDR list of proxies whose X-Forwarded-For is believed", read: readProxies},
		{key: "admin_email", help: "owner's address; letters go there", read: readMail(func(s *settings) *string { return &s.adminEmail })},
		{key: "admin_password", help: "owner's first password", secret: true, read: readPassword},
		{key: "admin_token", help: "a fixed API token with the owner's rights", secret: true, read: readAdminToken},
		{key: "language", value: "en", help: "of letters: en, ru or pt-BR", read: oneOf(func(s *settings) *string { return &s.language }, text.Languages...)},
		{key: "log_format", value: "text", help: "text or json", read: oneOf(func(s *settings) *string { return &s.logFormat }, "text", "json")},
		{key: "workers", value: "64", help: "operations worked at once", read: whole(func(s *settings) *int { return &s.workers }, 1, 10_000)},
		{key: "host_concurrency", value: "10", help: "requests to one host at once", read: whole(func(s *settings) *int { return &s.hosts }, 1, 10_000)},
		{key: "webhook_rate", value: "500", help: "events a second and processing; 0: no limit", read: whole(func(s *settings) *int { return &s.rate }, 0, 1_000_000)},
		{key: "webhook_burst", value: "2000", help: "events beyond the rate that are let pass at once", read: whole(func(s *settings) *int { return &s.burst }, 1, 1_000_000)},
		{key: "queue_limit", value: "100000", help: "operations that may wait for a worker", read: whole(func(s *settings) *int { return &s.queue }, 1, 10_000_000)},
		{key: "history_budget", value: "5GiB", help: "how large the data file may grow; the oldest operations go first", read: readSize},
		{key: "connectors", help: "a folder with connectors of your own (*.yaml), beside the built-in ones", read: readFolder},
		{key: "drain", value: "30s", help: "how long operations may go on after a signal to stop", read: readDrain},
		{key: "otel_endpoint", help: "where traces go", read: readTraces},
	}
}
