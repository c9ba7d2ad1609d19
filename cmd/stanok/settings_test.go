package main

import (
	"strings"
	"testing"
)

func TestAllWrongSettingsAreToldAtOnce(t *testing.T) {
	file := write(t, "stanok.yaml", "workers: many\nlog_format: loud\ncolour: red\nshape: round\n")
	env := variables{
		"STANOK_LISTEN": "nowhere", "STANOK_LANGUAGE": "fr", "STANOK_ADMIN_TOKEN": "short-canary", "STANOK_DATABASE_URL": "postgres://x",
		"STANOK_SMTP_URL": "smtp://me:pass-canary@mail.example.com:25?tls=maybe", "STANOK_OTEL_ENDPOINT": "http://x",
	}
	for _, name := range []string{"serve", "config", "demo", "check", "token", "backup", "run"} {
		got := invoke(env, name, "--config", file, "--drain", "soon", "--webhook-rate=-1", "--history-budget", "0GiB", "--allow-networks", "x",
			"--trusted-proxies", "y", "--public-url", "z", "--admin-email", "w", "--mail-from", "v", "--data", "", "--connectors", "nowhere", "argument")
		if name == "config" {
			continue // arguments are misuse there
		}
		got.want(t, exitSetting, `no setting "colour"`, `no setting "shape"`, `workers: "many"`, `log_format: "loud"`, "listen: ",
			"language: ", "admin_token: ", "database_url: ", "smtp_url: ", "otel_endpoint: ", "drain: ", "webhook_rate: ", "history_budget: ",
			"allow_networks: ", "trusted_proxies: ", "public_url: ", "admin_email: ", "mail_from: ", "data: ", "connectors: ")
		if strings.Contains(got.out+got.err, "canary") {
			t.Errorf("a secret is told:\n%s", got.err)
		}
	}
}

func TestAConfigFileThatCannotBeReadIsAWrongSetting(t *testing.T) {
	env := variables{"STANOK_WORKERS": "0"}
	invoke(env, "serve", "--config", "/nowhere/stanok.yaml").want(t, exitSetting, "/nowhere/stanok.yaml", "workers: ")
	for _, text := range []string{"- a\n- list\n", "[", "just text"} {
		invoke(env, "serve", "--config", write(t, "stanok.yaml", text)).want(t, exitSetting, "holds no lines like", "workers: ")
	}
}

func TestFlagsGoOverVariablesOverTheFileOverDefaults(t *testing.T) {
	file := write(t, "stanok.yaml", "workers: 2\nqueue_limit: 3\nwebhook_rate: 4\nallow_networks: [10.0.0.0/8, 127.0.0.1:80]\nmail_from:\n")
	env := variables{"STANOK_CONFIG": file, "STANOK_WORKERS": "20", "STANOK_QUEUE_LIMIT": "30", "STANOK_ADMIN_TOKEN": ""}
	got := invoke(env, "config", "--workers", "200")
	got.want(t, exitDone, `workers: "200" `, `queue_limit: "30" `, `webhook_rate: "4" `, `webhook_burst: "2000" `,
		`allow_networks: "10.0.0.0/8,127.0.0.1:80" `, `mail_from: "" `, `admin_token: "" `)
	invoke(env, "config", "--webhook-rate=9", "--config", write(t, "other.yaml", "workers: 7\n")).
		want(t, exitDone, `webhook_rate: "9" `, `workers: "20" `, `queue_limit: "30" `)
}

func TestConfigMasksSecrets(t *testing.T) {
	const canary = "canary-in-a-secret"
	got := invoke(variables{
		"STANOK_ADMIN_TOKEN": canary, "STANOK_ADMIN_PASSWORD": canary, "STANOK_SMTP_URL": "smtp://me:" + canary + "@mail.example.com",
	}, "config")
	got.want(t, exitDone, `admin_token: "***"`, `admin_password: "***"`, `smtp_url: "***"`)
	if strings.Contains(got.out+got.err, canary) {
		t.Errorf("a secret is told:\n%s", got.out)
	}
	for _, one := range allSettings() {
		if !strings.Contains(got.out, "\n"+one.key+": ") && !strings.HasPrefix(got.out, one.key+": ") {
			t.Errorf("%s is not there", one.key)
		}
	}
}

func TestSettingsAreReadAsTheyAreMeant(t *testing.T) {
	for _, one := range []struct {
		args []string
		good bool
	}{
		{[]string{"--listen", ":0"}, true},
		{[]string{"--listen", "[::1]:65535"}, true},
		{[]string{"--listen", "127.0.0.1:65536"}, false},
		{[]string{"--listen", "127.0.0.1:http"}, false},
		{[]string{"--drain", "0s"}, true},
		{[]string{"--drain", "-1s"}, false},
		{[]string{"--history-budget", "300MiB"}, true},
		{[]string{"--history-budget", "5 GiB"}, false},
		{[]string{"--history-budget", "5"}, false},
		{[]string{"--history-budget", "0B"}, false},
		{[]string{"--public-url", "https://x.example/path/"}, true},
		{[]string{"--public-url", "https://x.example/?q"}, false},
		{[]string{"--public-url", "ftp://x.example"}, false},
		{[]string{"--trusted-proxies", "10.0.0.1, 10.1.0.0/16"}, true},
		{[]string{"--trusted-proxies", "10.0.0.0/33"}, false},
		{[]string{"--admin-token", "sixteen-letters!"}, true},
		{[]string{"--admin-token", "fifteen-letters"}, false},
		{[]string{"--webhook-rate", "0"}, true},
		{[]string{"--webhook-burst", "0"}, false},
	} {
		code := invoke(nil, append([]string{"config"}, one.args...)...).code
		if good := code == exitDone; good != one.good {
			t.Errorf("%v: exit code %d", one.args, code)
		}
	}
}
